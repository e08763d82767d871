"""A simulated day: everybody gets a slip, every round closes, no rule is broken."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole.running import LONGEST_S, MIDNIGHT

pytestmark = pytest.mark.whole

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"))
PEOPLE = [
    ("How do bees find their way home?", "en"), ("Why do bees dance?", "en"), ("Do bees sleep at night?", "en"),
    ("¿Por qué cantan los pájaros?", "es"), ("¿Cómo se hace el pan?", "es"), ("¿Qué comen las abejas?", "es"),
    ("Wie backt man Brot?", "de"), ("كيف يصنع النحل العسل؟", "ar"), ("मधुमक्खियाँ शहद कैसे बनाती हैं?", "hi"),
    ("Почему небо голубое?", "ru"), ("蜜蜂怎么找到回家的路？", "zh"), ("ผึ้งหาทางกลับบ้านได้อย่างไร", "th"),
]  # fmt: skip


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    out = tmp_path_factory.mktemp("day")
    rows = "".join(f"{lang}\t{text}\tignored\n" for text, lang in PEOPLE)
    (out / "people.tsv").write_text(f"lang\ttext\tmore\n{rows}", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "curiocity",
        "demo",
        "--day",
        str(out / "people.tsv"),
        "--out",
        str(out / "out"),
    ]
    files = ["--export", str(out / "solution.json"), "--export-day", str(out / "day.json")]
    ran = subprocess.run([*command, *files], capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert ran.returncode == 0, ran.stderr
    return out


def test_everybody_has_a_promise_and_a_chair(lived):
    day = json.loads((lived / "day.json").read_text())
    solution = json.loads((lived / "solution.json").read_text())
    entries = {entry["id"] for entry in day["entries"]}
    assert len(entries) == len(PEOPLE)
    assert {entry["text"] for entry in day["entries"]} == {text for text, _ in PEOPLE}
    assert {promise["entry"] for promise in solution["promises"]} == entries
    assert all(promise["place"] for promise in solution["promises"])
    seated = [member for table in solution["tables"] for member in table["members"]]
    assert sorted(seated) == sorted(entries)


def test_everybody_has_a_slip_and_every_round_its_sheet(lived):
    solution = json.loads((lived / "solution.json").read_text())
    assert len(list((lived / "out").rglob("slip-*.png"))) == len(PEOPLE)
    rounds = {(table["place"], table["round_start"]) for table in solution["tables"]}
    assert len(list((lived / "out").rglob("sheet-*.png"))) == len(rounds)


def test_the_scorer_finds_no_rule_broken(lived):
    scorer = SHARED / "eval" / "day_eval.py"
    if not scorer.exists():
        pytest.skip(f"no {scorer}: set SHARED to the folder with the evaluation scripts")
    command = [sys.executable, str(scorer), "score", str(lived / "day.json"), str(lived / "solution.json")]
    scored = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    figures = json.loads(scored.stdout)
    assert figures["violations"] == {}
    assert figures["coverage"] == 1.0


def test_words_are_in_no_log_and_no_plain_file(lived):
    """While the day lives its words lie sealed; slips and the export are the only places that show them."""
    data = lived / "out" / "data"
    for path in (path for path in data.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        for words, _ in PEOPLE:
            assert words.encode() not in raw, path


def test_the_day_belongs_to_today(lived):
    assert (lived / "out" / "data" / "days" / f"{MIDNIGHT.date().isoformat()}.db").exists()
