"""Somebody walks up and writes in their language, one of ours or one that a file has just added."""

import re

import pytest

from benchmarks.stranger import failure, outcome, read_strangers, visit_all
from kiosk_ui import wording
from tests.kiosk_ui.in_loop import in_loop
from tests.whole.running import running

VISIT = {
    "language": "de",
    "keyless": "",
    "outcome": "printed",
    "touches": 10,
    "printed_ms": 250.0,
    "slip": "",
}
VOLAPUK = """
language = "Volapük"
question = "Kis jäfälon oli adelo?"
done = "Efümetön"
heard = "Danö!"
at = "düp {hour"
"""


def test_every_language_has_a_stranger_with_five_words() -> None:
    strangers = read_strangers()
    assert set(strangers) == set(wording.languages())
    spaced = {language: words for language, words in strangers.items() if language not in {"ja", "th", "zh"}}
    assert {
        language: len(words.split()) for language, words in spaced.items() if language != "ko"
    } == dict.fromkeys(set(spaced) - {"ko"}, 5)


def test_a_touch_takes_its_time_and_waiting_is_added(tmp_path) -> None:
    assert outcome("fr", VISIT)[2:] == (6.2, 10)
    assert failure("fr", VISIT) == "the screen spoke de"
    assert failure("de", VISIT | {"keyless": "ß"}) == "no key for ß"
    assert failure("de", VISIT | {"outcome": "shown"}) == "the slip was shown"


@pytest.mark.whole
@pytest.mark.usefixtures("plain_meaning")
@in_loop
async def test_strangers_of_four_scripts_take_their_slips(tmp_path) -> None:
    strangers = read_strangers()
    found = await visit_all(tmp_path, {tag: strangers[tag] for tag in ("de", "ar", "th", "bn")}, "800x480")
    assert [one.failure for one in found] == [""] * 4
    assert max(one.seconds for one in found) < 60


@pytest.mark.whole
@pytest.mark.usefixtures("plain_meaning")
@in_loop
async def test_a_language_is_added_by_one_file(tmp_path) -> None:
    """From question to slip; the line with an error is told of by file and key, and said in English."""
    async with running(tmp_path) as run:
        data = run.street.data
        hub = (data / "hub.toml").read_text(encoding="utf-8")
        (data / "hub.toml").write_text(
            re.sub(r"(?m)^languages = .*$", 'languages = ["vo", "tlh", "en"]', hub, count=1), encoding="utf-8"
        )
        (data / "library/languages").mkdir()
        (data / "library/languages/vo.toml").write_text(VOLAPUK, encoding="utf-8")
        await run.start_hub()
        await run.street.wait_for_broker()
        kiosk = await run.start_kiosk()
        visit = await kiosk.visit("lif stelas binön gudik", "vo")
        log = run.log("library")
    assert failure("vo", visit) == ""  # on the Latin keyboard, for there is no other; ö shows when o is held
    assert 'vo.toml: at: a bracket is open: a blank looks like "{hour}"' in log
    assert "no language file for tlh" in log
