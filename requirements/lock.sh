#!/bin/sh
# Writes the lock files anew: every version with its hashes, no index address.
# Needs uv. One file for each thing that is installed: hub, kiosk, demo (both, and what runs its panel), city (hub and its large broker),
# flash (what copies the firmware onto a board), hardware (what draws wiring and enclosure; into a place of its own), speech (demo and what recognises speech),
# dev (all of them and the tests' tools).
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1; shift
    uv pip compile pyproject.toml requirements/build.in "$@" --python-version 3.11 --universal --generate-hashes --quiet \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "sh requirements/lock.sh" -o "requirements/$out"
}
lock hub.txt --extra hub
lock kiosk.txt --extra kiosk
lock demo.txt --extra hub --extra kiosk --extra demo
lock city.txt --extra hub --extra city
lock flash.txt --extra flash
lock hardware.txt --extra hardware
lock speech.txt --extra hub --extra kiosk --extra demo --extra speech
lock dev.txt --extra hub --extra kiosk --extra city --extra demo --extra speech --extra dev
