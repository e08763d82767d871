import json
import re
from pathlib import Path

import pytest
from msgspec.structs import fields

from wire import messages, rules, topics
from wire.connection import MAX_WAITING
from wire.examples import EXAMPLES

PAGE = (Path(__file__).parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
SECTIONS = dict(
    zip(
        re.findall(r"^### (\w+)$", PAGE, re.MULTILINE),
        re.split(r"^### \w+$", PAGE, flags=re.MULTILINE)[1:],
        strict=True,
    )
)
PARTS = {
    "Entry": [messages.Promise],
    "Slip": [messages.Sign, messages.HelpLine],
    "KioskConfig": [messages.KioskPlace, messages.KioskRound],
    "TableSheet": [messages.SheetTable],
    "Board": [messages.BoardPlace, messages.BoardTable],
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.topic)
def test_the_table_of_topics_is_the_one_in_the_code(rule):
    retained = "yes" if rule.retained else "no"
    row = [f"`{rule.topic}`", rule.writer, ", ".join(rule.readers), str(rule.qos), retained, rule.meaning]
    assert f"| {' | '.join(row)} |" in PAGE


@pytest.mark.parametrize("topic", topics.EVERY_TOPIC)
def test_every_topic_and_field_is_told(topic):
    kind = messages.EVERY_MESSAGE[topic]
    for struct in [kind, *PARTS.get(kind.__name__, [])]:
        for field in fields(struct):
            assert f"`{field.name}`" in (PAGE if field.name == "v" else SECTIONS[kind.__name__]), field.name


def test_no_struct_is_left_out():
    told = [*messages.EVERY_MESSAGE.values(), *(part for parts in PARTS.values() for part in parts)]
    public = [thing for name, thing in vars(messages).items() if not name.startswith("_")]
    structs = [thing for thing in public if isinstance(thing, type) and hasattr(thing, "__struct_fields__")]
    assert {struct for struct in structs if struct.__struct_fields__} == set(told)


@pytest.mark.parametrize("topic", topics.EVERY_TOPIC)
def test_a_field_that_may_be_left_out_is_marked_so(topic):
    kind = messages.EVERY_MESSAGE[topic]
    for field in fields(kind):
        if field.name != "v":
            mark = " *" if not field.required else ""
            assert f"| `{field.name}`{mark} |" in SECTIONS[kind.__name__], field.name


@pytest.mark.parametrize("topic", topics.EVERY_TOPIC)
def test_the_worked_example_is_the_one_in_the_code(topic):
    section = SECTIONS[messages.EVERY_MESSAGE[topic].__name__]
    blocks = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    assert [json.loads(block) for block in blocks] == [json.loads(messages.encode(EXAMPLES[topic]))]


@pytest.mark.parametrize("bound", [messages.MAX_BYTES, rules.LARGEST, rules.SEALED_BYTES, messages.MAX_WORDS])
def test_bounds_are_those_of_the_code(bound):
    assert f"{bound:,}" in PAGE


def test_a_window_fits_into_what_may_wait():
    assert int(re.search(r"messages on their way \| (\d+) a kiosk", PAGE)[1]) <= MAX_WAITING
