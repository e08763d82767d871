"""A language file may be half done or wrong: each line that can be used is, and every other is told of."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_ui import wording
from kiosk_ui.language_files import LONGEST, MOST_BYTES, read_language

ENGLISH = wording.load("en")
SENTENCES = st.text(st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from("{}")))


def read(folder: Path, text: str | bytes, name: str = "xx.toml") -> tuple[dict[str, str], tuple[str, ...]]:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    sentences, faults = read_language(file, ENGLISH)
    return dict(sentences), faults


def test_a_good_file_has_no_faults(tmp_path: Path) -> None:
    assert read(tmp_path, 'done = "Preta"\nat = "je la {hour}"\n') == (
        {"done": "Preta", "at": "je la {hour}"},
        (),
    )
    assert read(tmp_path, b'\xef\xbb\xbfdone = "Preta"') == ({"done": "Preta"}, ())
    assert read(tmp_path, "") == ({}, ())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("at = 3", "in quotes, not 3"),
        ("at = {hour = 1}", "in quotes"),
        ('at = ""', "is empty"),
        ('at = " \\n "', "is empty"),
        ('at = "je {hour"', "bracket is open"),
        ('at = "je hour}"', "bracket is open"),
        ('at = "je {}"', "its blanks must be {hour}"),
        ('at = "je {unknown}"', "its blanks must be {hour}"),
        ('at = "je {hour.__class__}"', "its blanks must be {hour}"),
        ('at = "je {hour!r}"', "its blanks must be {hour}"),
        ('at = "je {hour:>9999}"', "its blanks must be {hour}"),
        ('at = "je la kvina"', "its blanks must be {hour}"),
        ('back = "{hour}"', "may have no blanks"),
        (f'back = "{"a" * (LONGEST + 1)}"', "longer"),
        ('back = "a\\u0000b"', "cannot be drawn"),
        ('back = "a\\u0378b"', "cannot be drawn"),
        ('backward = "a"', "no such line"),
        ('weekdays = ["lundo", "mardo"]', "7 are needed, 2 are here"),
        ('weekdays = ["lundo", "mardo", "m", "j", "v", "s", 7]', "in quotes"),
        ('weekdays = "lundo"', "no such line"),
        ('back = ["a", "b"]', "no such line"),
    ],
)
def test_a_line_that_cannot_be_used_is_left_out_and_told_of(tmp_path: Path, line: str, told: str) -> None:
    sentences, faults = read(tmp_path, f'done = "Preta"\n{line}\nheard = "Dankon."\n')
    assert sentences == {"done": "Preta", "heard": "Dankon."}
    assert len(faults) == 1
    assert faults[0].startswith(f"xx.toml: {line.partition(' ')[0]}: ")
    assert told in faults[0]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b'done = "',
        b"done = Preta",
        b'done = "a"\ndone = "b"',
        b"done = " + b"[" * 5000,
        b"#" * (MOST_BYTES + 1),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path, content: bytes) -> None:
    sentences, faults = read(tmp_path, content)
    assert sentences == {}
    assert len(faults) == 1
    assert faults[0].startswith("xx.toml: ")


def test_a_file_named_like_no_language_is_told_of(tmp_path: Path) -> None:
    assert read(tmp_path, 'done = "a"', "notes of mine.toml") == (
        {},
        ("notes of mine.toml: is named like no language: en.toml or pt-BR.toml would be",),
    )


def test_a_folder_in_place_of_a_file_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").mkdir()
    assert len(read_language(tmp_path / "xx.toml", ENGLISH).faults) == 1


@given(
    st.dictionaries(
        st.sampled_from(sorted(ENGLISH)), st.text(st.characters(exclude_categories=("Cs",))), max_size=5
    )
)
def test_whatever_is_kept_can_be_said(lines: dict[str, str]) -> None:
    """Any text in any line: what is not left out takes its blanks without complaint."""
    known = {
        name: "x" for text in ENGLISH.values() for _, name, _, _ in string.Formatter().parse(text) if name
    }

    class File:
        name = "xx.toml"

        def read_bytes(self) -> bytes:
            quoted = ("".join(f"\\U{ord(character):08x}" for character in text) for text in lines.values())
            return "\n".join(f'{key} = "{text}"' for key, text in zip(lines, quoted, strict=True)).encode()

    sentences, faults = read_language(File(), ENGLISH)  # type: ignore[arg-type]
    assert len(sentences) + len(faults) == len(lines)
    for text in sentences.values():
        assert text.format(**known)
