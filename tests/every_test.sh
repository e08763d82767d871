#!/bin/sh
# Every test. The quick ones first, with the machine to themselves. Then those that start processes and those of the
# benchmarks; beside them, giving way to them, the rigs: chaos, power cuts, spoilt inputs. Rigs are judged by what they
# find and not by how fast, so they may have whatever time the others leave.
set -u
python=$1 failed=0
"$python" -m pytest -n 2 --dist worksteal -m 'not whole and not rig' --ignore tests/benchmarks || failed=1
said=$(mktemp)
setsid nice -n 5 "$python" -m pytest -n 3 --dist worksteal -m rig > "$said" 2>&1 &
rigs=$!
# A group of its own: pytest, its workers, and what those have started.
trap 'kill -- -$rigs 2> /dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT TERM
"$python" -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m 'whole and not rig' --ignore tests/benchmarks || failed=1
"$python" -m pytest -n 2 --dist loadfile -m 'not rig' tests/benchmarks || failed=1
wait $rigs || failed=1
cat "$said"
exit $failed
