"""A kiosk on paho alone: foreign_kiosk.py HOST PORT KIOSK PASSWORD_FILE WORDS (wire.md tells why it is so)."""

import contextlib, json, pathlib, queue, secrets, sys, time, uuid  # noqa: E401, I001
from paho.mqtt.client import CallbackAPIVersion, Client

host, port, kiosk, password_file, words = sys.argv[1:]
mine, began, at, heard = f"curiocity/v1/k/{kiosk}", time.monotonic(), time.time_ns() // 10**6, queue.Queue()
bits = at << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)  # UUIDv7, RFC 9562
head = {"v": 1, "kiosk": kiosk}
entry = head | {"id": str(uuid.UUID(int=bits)), "words": words, "languages": ["en"], "at": at}
client = Client(CallbackAPIVersion.VERSION2, client_id=kiosk)
client.username_pw_set(kiosk, pathlib.Path(password_file).read_text())
client.on_connect = lambda *_: client.subscribe([(f"{mine}/ack", 1), (f"{mine}/slip", 1)])
client.on_message = lambda _client, _data, message: heard.put(json.loads(message.payload))
client.connect(host, int(port))
client.loop_start()
slip, waiting = None, {"entry": entry}  # what the hub has not acknowledged yet
while waiting or not slip:
    for topic, message in waiting.items():
        age_ms = int((time.monotonic() - began) * 1000)
        client.publish(f"{mine}/{topic}", json.dumps(message | {"age_ms": age_ms}), qos=1)
    with contextlib.suppress(queue.Empty):
        told = heard.get(timeout=4)
        waiting = {topic: sent for topic, sent in waiting.items() if sent["id"] not in told.get("ids", ())}
        if not slip and told.get("entry") == entry["id"]:
            slip = told
            print("{words}\n{place}, {address}\n{day} {hour}\ncode {code}".format(**slip))
            waiting["slip_ack"] = head | {"id": slip["id"], "outcome": "shown"}
client.disconnect()
