"""The wire as files for other programs: a JSON Schema of each message, and one AsyncAPI 3 document.

`python -m wire.asyncapi docs/wire` writes them. Sources: JSON Schema 2020-12; AsyncAPI 3.0.0 with the MQTT operation
bindings 0.2.0.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from wire import messages, rules, topics
from wire.examples import EXAMPLES
from wire.rules import Rule

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ASYNCAPI = "asyncapi.json"
DESCRIPTION = (
    "Kiosks, hub and screens of a Curiocity neighbourhood. Operations are told from the hub's side: "
    "what it receives and what it sends. docs/wire.md tells what the messages mean and in which order they come."
)

Json = dict[str, Any]


def documents() -> dict[str, str]:
    """File name -> text of every generated document."""
    schemas = {f"{kind.__name__}.schema.json": schema(kind) for kind in messages.EVERY_MESSAGE.values()}
    return {name: _text(document) for name, document in {**schemas, ASYNCAPI: asyncapi()}.items()}


def schema(kind: type[Struct]) -> Json:
    """The JSON Schema of one message, complete in itself."""
    _, parts = msgspec.json.schema_components([kind])
    body = _versioned(parts.pop(kind.__name__))
    return {"$schema": DIALECT, **body, **({"$defs": parts} if parts else {})}


def asyncapi() -> Json:
    """The AsyncAPI document of all topics."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Curiocity",
            "version": f"{messages.VERSION}.0.0",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"hub": {"host": "localhost:1883", "protocol": "mqtt", "protocolVersion": "3.1.1"}},
        "channels": {_key(rule): _channel(rule) for rule in rules.RULES},
        "operations": {f"{_verb(rule)}_{_key(rule)}": _operation(rule) for rule in rules.RULES},
        "components": {
            "messages": {_kind(rule).__name__: _message(rule) for rule in rules.RULES},
            "schemas": _schemas(),
        },
    }


def _channel(rule: Rule) -> Json:
    name = _kind(rule).__name__
    channel: Json = {
        "address": f"{topics.ROOT}/{rule.topic}",
        "summary": rule.meaning,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }
    if "{kiosk}" in rule.topic:
        channel["parameters"] = {"kiosk": {"description": f"the kiosk's id, matching ^{topics.KIOSK_ID}$"}}
    return channel


def _operation(rule: Rule) -> Json:
    return {
        "action": _verb(rule),
        "channel": {"$ref": f"#/channels/{_key(rule)}"},
        "bindings": {"mqtt": {"qos": rule.qos, "retain": rule.retained, "bindingVersion": "0.2.0"}},
    }


def _message(rule: Rule) -> Json:
    name = _kind(rule).__name__
    return {
        "name": name,
        "summary": rule.meaning,
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "examples": [{"payload": msgspec.to_builtins(EXAMPLES[rule.topic])}],
    }


def _schemas() -> Json:
    kinds = list(messages.EVERY_MESSAGE.values())
    _, parts = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    return parts | {kind.__name__: _versioned(parts[kind.__name__]) for kind in kinds}


def _versioned(body: Json) -> Json:
    # Our own programs need not name the version, whoever reads a message must find it.
    properties = {**body["properties"], "v": {"const": messages.VERSION}}
    return {**body, "properties": properties, "required": [*body.get("required", []), "v"]}


def _kind(rule: Rule) -> type[Struct]:
    return messages.EVERY_MESSAGE[rule.topic]


def _key(rule: Rule) -> str:
    return rule.topic.replace("k/{kiosk}", "kiosk").replace("/", "_")


def _verb(rule: Rule) -> str:
    return "send" if rule.writer == "hub" else "receive"


def _text(document: Json) -> str:
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=2).decode() + "\n"


def main(folder: Path) -> None:
    """Write the documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
