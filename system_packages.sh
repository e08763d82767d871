#!/bin/sh
# Installs the system packages that no wheel brings, with apt-get, and only those that are missing:
#   libfribidi0   right-to-left text (Pillow loads it when it draws Arabic, Hebrew, Urdu ...)
# Run by the make targets before anything is set up. Without root it says what to run and goes on:
# `curiocity doctor` and the programs themselves say clearly what then does not work.
set -eu
if ldconfig -p 2> /dev/null | grep -q 'libfribidi\.so\.0' || /sbin/ldconfig -p 2> /dev/null | grep -q 'libfribidi\.so\.0'; then
    exit 0
fi
if ! command -v apt-get > /dev/null 2>&1; then
    echo "Please install FriBidi (libfribidi) with your system's package manager: right-to-left text needs it." >&2
    exit 0
fi
if [ "$(id -u)" != 0 ]; then
    echo "Right-to-left text needs one system package. Please run: sudo apt-get install libfribidi0" >&2
    exit 0
fi
echo "Installing the system package libfribidi0 (right-to-left text) with apt-get ..."
apt-get install -y -qq --no-install-recommends libfribidi0 > /dev/null 2>&1 || {
    apt-get update -qq > /dev/null 2>&1 && apt-get install -y -qq --no-install-recommends libfribidi0 > /dev/null
}
