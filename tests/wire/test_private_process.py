"""In processes of their own, for what is tried here stays with a process until it ends."""

import json
import logging
import os
import subprocess
import sys

import pytest

from wire.private_process import PlaceAndKind, place_and_kind

SECRET = "canaryzwitschert"


def run(program, **environment):
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
    )


def test_no_core_dump_and_no_look_from_outside():
    said = run(
        "import ctypes, json, resource, wire.private_process as p; locked = p.keep_private();"
        "print(json.dumps([resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3), locked]))"
    )
    core, is_dumpable, locked = json.loads(said.stdout)
    assert (core, is_dumpable) == ([0, 0], 0)
    assert locked in (True, False)


FAILS = """
import asyncio, logging, threading, wire.private_process as p
p.keep_private(); p.log_privately()
def stumble(words):
    local = words * 3
    raise KeyError(words)
"""


STUMBLES = f"stumble('{SECRET[::-1]}'[::-1])"  # the command line itself does not say it
IN_A_TASK = f"asyncio.create_task(asyncio.to_thread(stumble, '{SECRET[::-1]}'[::-1]))"
LOST = f"""
import gc
async def lose():
    asyncio.get_running_loop().set_exception_handler(p.tell_of_loop)
    await asyncio.wait([{IN_A_TASK}])
    gc.collect()
asyncio.run(lose())
"""
IN_A_GROUP = f"""
async def together():
    async with asyncio.TaskGroup():
        await asyncio.gather({IN_A_TASK})
asyncio.run(together())
"""


@pytest.mark.parametrize(
    "way",
    [
        STUMBLES,
        f"threading.Thread(target=lambda: {STUMBLES}).start()",
        f"try: {STUMBLES}\nexcept KeyError: logging.exception('failed')",
        f"try: {STUMBLES}\nexcept KeyError as error: raise ValueError(str(error)) from error",
        LOST,
        IN_A_GROUP,
    ],
)
def test_what_goes_wrong_is_told_by_place_and_kind_wherever_it_does(way):
    said = run(FAILS + way).stderr
    assert "in stumble" in said
    assert "KeyError" in said
    assert SECRET not in said


def test_a_formatter_leaves_the_rest_of_a_record_as_it_is():
    record = logging.LogRecord("hub", logging.INFO, __file__, 1, "%s kept", ("entry",), None)
    assert PlaceAndKind("%(name)s: %(message)s").format(record) == "hub: entry kept"
    assert place_and_kind(ValueError(SECRET)) == "ValueError"


ANEW = """
import os, sys, ctypes, wire.private_process as p
p.keep_private()
if os.environ.get("AGAIN"):
    try:
        os.waitpid(-1, os.WNOHANG)
        print("a child is left")
    except ChildProcessError:
        print("anew", os.getpid())
else:
    os.environ["AGAIN"] = "1"
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    print(os.getpid(), flush=True)
    p.begin_anew()
"""


def test_a_process_begins_anew_under_its_number_and_takes_leave_of_its_children():
    said = run(ANEW).stdout.split()
    assert said == [said[0], "anew", said[0]]


COUNT = """
turn, sought, found = bytes(byte ^ 85 for byte in range(256)), made(85), 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
    for line in maps.readlines():
        first, last = (int(end, 16) for end in line.split()[0].split("-"))
        if " rw" in line and "[v" not in line:
            memory.seek(first)
            found += memory.read(last - first).translate(turn).count(sought)  # what is looked for stands nowhere itself
print(found)
"""


FREED = """
import os, sys, wire.private_process as p
if {overwrites}:
    assert p.overwrite_freed()

def made(turned):
    return bytes(turned ^ (97 + 7 * number % 26) for number in range(120))

held = [made(0).decode() + str(number) for number in range(500)]
held = [one.upper().lower() for one in held]
del held
"""


@pytest.mark.skipif(
    sys.platform != "linux" or "CS_GNU_LIBC_VERSION" not in os.confstr_names, reason="of glibc"
)
def test_what_was_let_go_of_is_written_over():
    assert int(run(FREED.format(overwrites=False) + COUNT).stdout) > 0, "or nothing is shown by this"
    assert run(FREED.format(overwrites=True) + COUNT).stdout == "0\n"


ENDS = """
import random, time, wire.private_process as p
assert p.overwrite_freed()

def made(turned):
    return bytes(turned ^ (97 + 7 * number % 26) for number in range(7))

chance, texts = random.Random(1), 20_000
held = [("x" * chance.randrange(40) + made(0).decode()).upper().lower() for _ in range(texts)]
between = ["y" * chance.randrange(60) + str(number) for number in range(texts)]
chance.shuffle(held)
held.clear()
del between[::2]
if {fills}:
    p.fill_holes()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or "CS_GNU_LIBC_VERSION" not in os.confstr_names, reason="of glibc"
)
def test_the_last_letters_of_what_was_let_go_of_are_written_over_too():
    assert int(run(ENDS.format(fills=False) + COUNT).stdout) > 100, "or nothing is shown by this"
    assert run(ENDS.format(fills=True) + COUNT).stdout == "0\n"
