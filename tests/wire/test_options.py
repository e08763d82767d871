from dataclasses import dataclass

import pytest

from wire.options import ConfigError, OptionError, items, named, number, read_options, table, text, whole


@dataclass(frozen=True)
class Lamp:
    watts: int = 5
    names: tuple[str, ...] = ()


LAMP = {"watts": whole(1, 9), "names": items(text(5))}


def test_options_left_out_keep_their_defaults(tmp_path):
    path = tmp_path / "lamp.toml"
    path.write_text("watts = 7", encoding="utf-8")
    assert read_options(path, Lamp, LAMP) == Lamp(7)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("watts = 70", "lamp.toml: watts = 70: a whole number from 1 to 9"),
        ("watt = 7", "lamp.toml: watt: unknown option, did you mean watts?"),
        ("colour = 7", "lamp.toml: colour: unknown option, known: watts, names"),
        ('names = ["a", "abcdef"]', 'lamp.toml: names[2] = "abcdef": words in quotes, at most 5 characters'),
        ("names = 5", "lamp.toml: names = 5: a list in brackets"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_option_value_and_bound(tmp_path, toml, sentence):
    path = tmp_path / "lamp.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        read_options(path, Lamp, LAMP)
    assert str(error.value) == sentence


def test_the_path_leads_through_tables_and_lists():
    check = items(table(dict, {"lamps": named(text(3), items(whole(0, 5)))}))
    assert check([{"lamps": {"a": [1, 2]}}]) == ({"lamps": {"a": (1, 2)}},)
    with pytest.raises(OptionError) as error:
        check([{}, {"lamps": {"a": [1, 9]}}])
    assert error.value.at == "[2].lamps.a[2]"


def test_a_missing_option_is_named():
    with pytest.raises(OptionError) as error:
        table(Lamp, LAMP, required=("watts",))({})
    assert error.value.sentence() == "watts: missing, and there is no value to guess"


@pytest.mark.parametrize("value", [True, "1", 0.4, 31, None, float("nan")])
def test_no_number(value):
    with pytest.raises(OptionError):
        number(0.5, 30)(value)


def test_long_values_are_cut():
    with pytest.raises(OptionError) as error:
        text(5)("x" * 5000)
    assert len(error.value.sentence()) < 200
