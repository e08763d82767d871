#!/bin/sh
# The tests that start processes, and beside them, giving way to them, the rigs: chaos, power cuts, 300,000 inputs.
# Rigs are judged by what they find and not by how fast, so they may have whatever time the others leave.
set -u
python=$1
said=$(mktemp)
nice -n 5 "$python" -m pytest -n 2 -m rig > "$said" 2>&1 &
rigs=$!
trap 'kill $rigs 2> /dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT TERM
"$python" -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m 'whole and not rig' --ignore tests/benchmarks
whole=$?
wait $rigs
found=$?
cat "$said"
[ $whole = 0 ] && [ $found = 0 ]
