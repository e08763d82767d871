import pytest

from hub.demo_day import read_people
from hub.street import DemoError


def written(tmp_path, text):
    path = tmp_path / "day.tsv"
    path.write_bytes(text)
    return path


def test_people_are_read_with_their_languages(tmp_path):
    path = written(tmp_path, 'lang\tid\ttext\nen\t1\t"bees\n\nde\t2\tKäfer\n'.encode())
    assert read_people(path) == [('"bees', "en"), ("Käfer", "de")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"text\nbees\n", "no column 'lang'"),
        (b"text\tlang\nbees\ten\nbirds\n", "line 3: a column is missing"),
        (b"text\tlang\n\xff\ten\n", "cannot be read"),
        (b"text\tlang\n" + b"a" * 200_000 + b"\ten\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_day_is_one_sentence(tmp_path, text, sentence):
    with pytest.raises(DemoError, match=sentence) as told:
        read_people(written(tmp_path, text))
    assert "day.tsv" in str(told.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DemoError, match=r"nowhere\.tsv"):
        read_people(tmp_path / "nowhere.tsv")
