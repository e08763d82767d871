import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.codes import _RUDE, ALPHABET, LENGTH, grouped, is_code, new_code, normalise

codes = st.integers(0, 2**32).map(lambda seed: new_code(random.Random(seed)))


@given(codes)
def test_a_code_is_read_back_however_it_is_written(code):
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    looks_like = code.translate(str.maketrans("0125V", "OlzsU"))
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    spaced = f"  {grouped(code).replace('-', ' — ')}\n"
    for written in (code, grouped(code), code.lower(), spaced, looks_like, arabic):
        assert is_code(written)
        assert normalise(written) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    assert is_code(wrong) == (wrong == code)


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_characters_changed_round_are_noticed(code, one, two):
    letters = list(code)
    letters[one], letters[two] = letters[two], letters[one]
    assert is_code("".join(letters)) == (code[one] == code[two])


@given(st.text(max_size=16))
def test_any_text_is_a_code_or_not(text):
    assert is_code(text) == is_code(normalise(text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ?!'", max_size=16))
def test_words_without_digits_are_never_taken_for_a_code(words):
    assert not is_code(words)


def test_the_alphabet_spells_nothing_and_holds_no_look_alikes():
    assert not set(ALPHABET) & set("AEIOUY")
    assert all(len(set(alike) & set(ALPHABET)) == 1 for alike in ("0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV"))


@pytest.mark.parametrize("rude", ["FVCK", "CVNT", "D1CK", "5H17", "R4P3", "K1K3", "1488", "KKK"])
def test_no_code_holds_a_word_that_is_read_into_it(rude):
    class Rude(random.Random):
        """Would have it so, the first time."""

        drawn = 0

        def choices(self, population, *, k):
            self.drawn += 1
            return [*rude, *"3793741"][:k] if self.drawn == 1 else super().choices(population, k=k)

    chance = Rude(3)
    code = new_code(chance)
    assert chance.drawn > 1
    assert rude not in code
    assert is_code(code)


def test_little_of_the_chance_is_lost_to_words():
    chance = random.Random(4)
    drawn = ["".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(20_000)]
    assert sum(_RUDE.search(code) is not None for code in drawn) < 0.05 * len(drawn)


def test_the_same_chance_gives_the_same_code_and_other_chance_another():
    assert new_code(random.Random(7)) == new_code(random.Random(7)) != new_code(random.Random(8))


def test_printed_in_groups():
    assert grouped("7F3K82NDX4") == "7F3K-82ND-X4"
