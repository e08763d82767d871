import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from wire import asyncapi, messages, rules, topics
from wire.examples import EXAMPLES

FOLDER = Path(__file__).parents[2] / "docs" / "wire"
KINDS = list(messages.EVERY_MESSAGE.values())


def test_the_documents_are_those_of_the_code():
    generated = asyncapi.documents()
    assert {path.name for path in FOLDER.iterdir()} == set(generated)
    for name, text in generated.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, "run python -m wire.asyncapi docs/wire"


def test_main_writes_them(tmp_path):
    asyncapi.main(tmp_path / "wire")
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "wire").iterdir()}
    assert written == asyncapi.documents()


@pytest.mark.parametrize("topic", messages.EVERY_MESSAGE)
def test_the_example_fits_its_schema_and_its_type(topic):
    kind = messages.EVERY_MESSAGE[topic]
    schema = asyncapi.schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    payload = messages.encode(EXAMPLES[topic])
    jsonschema.validate(json.loads(payload), schema, jsonschema.Draft202012Validator)
    assert messages.decode(payload, kind) == EXAMPLES[topic]


@pytest.mark.parametrize("topic", messages.EVERY_MESSAGE)
def test_the_schema_refuses_what_the_code_refuses(topic):
    kind = messages.EVERY_MESSAGE[topic]
    validator = jsonschema.Draft202012Validator(asyncapi.schema(kind))
    example = json.loads(messages.encode(EXAMPLES[topic]))
    for field in msgspec.structs.fields(kind):
        without = {key: value for key, value in example.items() if key != field.name}
        refused = _is_refused(json.dumps(without).encode(), kind)
        assert refused is not validator.is_valid(without), field.name
    assert not validator.is_valid({**example, "v": 2})
    assert validator.is_valid({**example, "of a newer program": 1})


def _is_refused(payload: bytes, kind: type[msgspec.Struct]) -> bool:
    try:
        messages.decode(payload, kind)
    except messages.MessageError:
        return True
    return False


def test_asyncapi_has_every_topic_with_its_quality_of_service():
    document = asyncapi.asyncapi()
    assert document["asyncapi"] == "3.0.0"
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {f"{topics.ROOT}/{topic}" for topic in topics.EVERY_TOPIC}
    for operation in document["operations"].values():
        address = _follow(document, operation["channel"]["$ref"])["address"]
        rule = rules.BY_TOPIC[address.removeprefix(f"{topics.ROOT}/")]
        bindings = operation["bindings"]["mqtt"]
        assert (bindings["qos"], bindings["retain"]) == (rule.qos, rule.retained)
        assert operation["action"] == ("send" if rule.writer == "hub" else "receive")


def test_asyncapi_refers_to_nothing_that_is_not_there():
    document = asyncapi.asyncapi()
    references = list(_references(document))
    assert len(references) > len(topics.EVERY_TOPIC)
    for reference in references:
        assert _follow(document, reference)


def _references(node):
    if isinstance(node, dict):
        yield from [node["$ref"]] if "$ref" in node else []
        node = list(node.values())
    for child in node if isinstance(node, list) else []:
        yield from _references(child)


def _follow(document, reference):
    for key in reference.removeprefix("#/").split("/"):
        document = document[key]
    return document
