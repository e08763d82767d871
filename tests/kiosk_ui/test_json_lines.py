"""Lines of JSON that several threads say at once."""

import json
import subprocess
import sys

MANY = 500
SPEAKERS = f"""
import sys
import threading
from kiosk_ui.json_lines import say
sys.setswitchinterval(1e-6)
def speak(who):
    for number in range({MANY}):
        say({{"who": who, "number": number, "words": "пчёлы" * 20}})
threads = [threading.Thread(target=speak, args=(who,)) for who in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_each_line_is_whole_and_each_speaker_is_heard_in_order():
    said = subprocess.run([sys.executable, "-c", SPEAKERS], capture_output=True, check=True, text=True).stdout
    lines = [json.loads(line) for line in said.splitlines()]
    for who in range(4):
        assert [line["number"] for line in lines if line["who"] == who] == list(range(MANY))
