import base64
import json
import shutil
import subprocess
import sys
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import canaries
from benchmarks.forget import plain_deletion

WORDS = canaries.words()
KNOWN = canaries.pieces(WORDS.values())
FORMS = {
    "UTF-8": str.encode,
    "UTF-16": lambda word: word.encode("utf-16"),
    "UTF-16 BE": lambda word: word.encode("utf-16-be"),
    "UTF-32": lambda word: word.encode("utf-32"),
    "JSON": lambda word: json.dumps(word).encode(),
    "percent": lambda word: urllib.parse.quote(word).encode(),
    "base64": lambda word: base64.b64encode(b"ab" + word.encode()),
    "hexadecimal": lambda word: word.encode().hex().encode(),
    "capitals": lambda word: word.upper().encode(),
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("form", FORMS)
@given(before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_a_word_is_found_in_every_form_wherever_it_begins(form, language, before, after):
    word = WORDS[language]
    assert canaries.words_in(before + FORMS[form](word) + after, KNOWN) == {word}


@given(st.sampled_from(sorted(WORDS.values())), st.booleans())
def test_half_a_word_is_found(word, first):
    raw = word.encode()
    half = raw[: len(raw) * 2 // 3] if first else raw[len(raw) // 3 :]
    assert canaries.words_in(b"\n" + half, KNOWN) == {word}


def test_where_nothing_is_nothing_is_found():
    other = canaries.words()
    raw = b"\0".join(FORMS[form](word) for form in FORMS for word in other.values())
    assert canaries.words_in(raw, KNOWN) == set()
    assert canaries.words_in(b"", KNOWN) == canaries.words_in(b"a", KNOWN) == set()


def test_files_are_searched_and_their_names(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one").write_bytes(WORDS["el"].encode("utf-16-le"))
    (tmp_path / "in" / WORDS["ru"]).write_bytes(b"")
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "slip").write_bytes(WORDS["en"].encode())
    found = canaries.in_files([tmp_path], KNOWN, leave_out=[tmp_path / "paper"])
    assert (found.places, found.copies) == (2, 2)


def test_what_others_delete_meanwhile_is_no_fault(tmp_path, monkeypatch):
    for name in ("1/a/b", "2/a/b", "3"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").write_bytes(WORDS["el"].encode())
    look, seen = canaries.Found.look, []

    def look_and_delete(found, place, raw, known):
        look(found, place, raw, known)
        seen.append(place)
        for folder in tmp_path.iterdir():
            if not place.startswith(str(folder)):
                shutil.rmtree(folder)

    monkeypatch.setattr(canaries.Found, "look", look_and_delete)
    assert canaries.in_files([tmp_path, tmp_path / "gone"], KNOWN).copies == len(seen) == 1


def test_rows_deleted_as_most_programs_do_it_are_found(tmp_path):
    assert plain_deletion(tmp_path / "plain", WORDS.values()).copies > 0


FORGETFUL = """
import sys
word = bytes.fromhex(sys.stdin.readline().strip()).decode()
kept = [word + str(number) for number in range(100)]
del kept, word
print("forgotten", flush=True)
sys.stdin.readline()
"""


def test_memory_that_was_let_go_of_is_searched():
    with subprocess.Popen(
        [sys.executable, "-c", FORGETFUL], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.stdin.write(WORDS["zh"].encode().hex().encode() + b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"forgotten\n"
        try:
            found = canaries.in_memory([child.pid], KNOWN)
        except PermissionError:
            pytest.skip("this user may not look into processes")
        finally:
            child.communicate()
    assert found.copies > 0
