#!/bin/sh
# Installs one lock file (demo or dev) and Curiocity itself into .venv: with uv where it is found, else with venv and pip.
# What draws the hardware (2 GB) goes into a place of its own within it, .venv/hardware, where nothing else sees it.
# Every package is checked against its hash; both ways give the same versions.
set -eu
what=$1
cd "$(dirname "$0")/.."
place=.venv
[ "$what" != hardware ] || place=.venv/hardware
export UV_SYSTEM_CERTS=true
export UV_COMPILE_BYTECODE=1  # as pip does: whoever starts the programs later may not be allowed to write here
if command -v uv > /dev/null 2>&1; then
    [ -x $place/bin/python ] || uv venv --quiet --python '>=3.11' $place
    uv pip install --quiet --python $place/bin/python --require-hashes -r "requirements/$what.txt"
    [ "$what" = hardware ] || uv pip install --quiet --python $place/bin/python --no-deps --no-build-isolation -e .
else
    if [ ! -x $place/bin/pip ]; then
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
            echo "Curiocity needs Python 3.11 or later; python3 here is older. Install uv or a newer Python and run this again." >&2
            exit 1
        }
        python3 -m venv $place || {
            echo "python3 -m venv failed. On Debian: apt-get install python3-venv, then run this again." >&2
            exit 1
        }
    fi
    $place/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$what.txt"
    [ "$what" = hardware ] || $place/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
if [ "$what" = hardware ]; then
    touch $place/.ready
    exit 0
fi
touch ".venv/.$what"
case $what in demo | flash) ;; *) touch .venv/.demo ;; esac
