"""Kana, and the dictionary: what it offers, and that it keeps nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import anthy, kana
from kiosk_ui.kana import Part

needs_anthy = pytest.mark.skipif(not anthy.is_there(), reason="libanthy1 is not installed")


def sky(composing: str) -> list[Part]:
    """A dictionary of one sentence."""
    return [Part(3, ("空は", "そらは")), Part(2, ("なぜ", "何故"))] if composing == "そらはなぜ" else []


def test_a_sentence_then_its_first_part_then_the_kana() -> None:
    assert kana.candidates("そらはなぜ", sky) == ("空はなぜ", "空は", "そらは", "ソラハナゼ", "そらはなぜ")
    assert kana.choose("そらはなぜ", "空は", sky) == ("空は", "なぜ")
    assert kana.choose("そらはなぜ", "ソラハナゼ", sky) == ("ソラハナゼ", "")


def test_without_a_dictionary_there_are_both_kinds_of_kana() -> None:
    assert kana.candidates("かーど", lambda _: []) == ("カード", "かーど")
    assert kana.candidates("", sky) == ()


def test_only_kana_are_composed() -> None:
    assert kana.press("そ", "ら") == ("", "そら")
    assert kana.press("そ", "a") is kana.press("そ", "。") is kana.press("", "ソ") is None


@needs_anthy
@pytest.mark.parametrize(
    ("typed", "word"), [("そら", "空"), ("うちゅう", "宇宙"), ("がっこう", "学校"), ("みち", "道")]
)
def test_the_dictionary_knows_the_word(typed: str, word: str) -> None:
    assert word in kana.candidates(typed, anthy.convert)


@needs_anthy
@given(st.text(st.sampled_from("あかさたなはまやらわんーっゃがぱぁをゔ"), max_size=20))
def test_whatever_is_typed_each_part_stands_for_its_kana(typed: str) -> None:
    parts = anthy.convert(typed)
    assert sum(part.length for part in parts) in {0, len(typed)}
    assert all(part.words and all(part.words) for part in parts)


@needs_anthy
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_the_dictionary_keeps_nothing_on_the_disk(tmp_path: Path) -> None:
    """Its library asks the system for the home, not the environment; so what is opened for writing is watched."""
    strace = ["strace", "-f", "-qq", "-e", "trace=mkdir,mkdirat,rename,unlink,creat,open,openat"]
    program = "from kiosk_ui import anthy; assert anthy.convert('そらはなぜあおいの')"
    watched = subprocess.run(
        [*strace, "-o", str(tmp_path / "calls"), sys.executable, "-B", "-c", program],
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert watched.returncode == 0
    calls = (tmp_path / "calls").read_text(encoding="utf-8", errors="replace").splitlines()
    changing = [
        call
        for call in calls
        if "mkdir" in call or "O_CREAT" in call or "O_WRONLY" in call or "O_RDWR" in call
    ]
    assert any("libanthy" in call for call in calls)
    assert [call for call in changing if " = -1 " not in call and "/dev/null" not in call] == []
