#!/bin/sh
# The firmware against the board's own interfaces: pyright with the stubs of MicroPython on the RP2040.
# Stubs and pyright go into out/firmware-types, for they would hide the types of the Python that everything else uses.
set -eu
cd "$(dirname "$0")/../.."
place=out/firmware-types
if ! command -v uv > /dev/null 2>&1 || ! command -v node > /dev/null 2>&1; then
    echo "firmware-types: not checked: it needs uv and Node." >&2
    exit 0
fi
export UV_SYSTEM_CERTS=true
[ -x $place/venv/bin/pyright ] || {
    uv venv --quiet $place/venv
    uv pip install --quiet --python $place/venv/bin/python pyright==1.1.414
    uv pip install --quiet --target $place/stubs micropython-rp2-rpi_pico_w-stubs==1.29.0.post1
}
cat > $place/pyrightconfig.json <<END
{"include": ["../../firmware/*.py"], "extraPaths": ["../../firmware", "../.."],
 "typeshedPath": "stubs", "stubPath": "stubs", "pythonVersion": "3.11", "reportMissingModuleSource": false}
END
$place/venv/bin/pyright -p $place/pyrightconfig.json
