import io
import tarfile

import pytest

from hub.authority import Authority
from hub.backup import write_backup
from hub.schema import StoreError
from hub.store import Store
from tests.hub.town import MONDAY, kept

CANARY = "Why do cormorants dry their wings?"


@pytest.fixture
def data(tmp_path):
    """A hub's folder in the middle of a day: its files are open, the last changes only in the write-ahead log."""
    Authority(tmp_path / "authority")
    (tmp_path / "hub.toml").write_text('name = "Old Town"')
    store = Store(tmp_path)
    store.set_setting("later", "only in the log")
    store.keep([kept(1, CANARY)])
    yield tmp_path
    store.close()


def members(content):
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def test_it_holds_what_a_hub_needs_and_no_day(data):
    found = members(write_backup(data))
    assert {"README.txt", "hub.db", "hub.toml", "authority/ca.key", "authority/ca.crt"} <= set(found)
    assert not [name for name in found if "days" in name or "keys/" in name or MONDAY.isoformat() in name]
    everything = b"".join(found.values())
    for day_file in (*(data / "days").iterdir(), *(data / "keys").iterdir()):
        assert day_file.read_bytes()[:32] not in everything or day_file.suffix == ".db"
    assert CANARY.encode() not in everything
    assert not [key for key in (data / "keys").iterdir() if key.read_bytes() in everything]


def test_it_can_be_restored(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("restored")
    for name, content in members(write_backup(data)).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)
    store = Store(folder)
    try:
        assert store.setting("later") == "only in the log"
        assert store.days() == []
    finally:
        store.close()
    assert Authority(folder / "authority").ca_pem == Authority(data / "authority").ca_pem


def test_a_hub_that_was_never_there_has_no_backup(tmp_path):
    with pytest.raises(StoreError):
        write_backup(tmp_path)
