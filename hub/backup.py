"""A backup of the hub in one file: its memory for machines and settings, its settings, its certificates.

A day's words are in none: a copy of them would outlive the night. The neighbourhood's private key is in it, for
without it every kiosk would have to join anew; so the file is to be kept like a key.
"""

import io
import tarfile
from pathlib import Path

from hub.schema import copy_of

SETTINGS = ("hub.toml", "hub.toml.before-console")
README = """This is a backup of a Curiocity hub. What is in it:

  hub.db      what the hub knows of kiosks, settings and sealed trails (which nobody but their holders can open)
  hub.toml    the settings
  authority/  the certificates of this neighbourhood WITH ITS PRIVATE KEY: who has this file can pass for your hub,
              so keep it as you keep a key, and destroy it when you have a newer one

What is not in it: anything that anybody said. Words live for a day, in files and under keys that no backup copies.

To restore it, on a machine where Curiocity is installed and no hub runs:

  mkdir hub-data && tar -xf THIS-FILE -C hub-data --exclude=README.txt
  curiocity hub --data hub-data
"""


def write_backup(data: Path) -> bytes:
    """The backup of a hub's folder as a tar file. Raises StoreError or OSError where something cannot be read."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        _add(archive, "README.txt", README.encode())
        _add(archive, "hub.db", copy_of(data / "hub.db"))
        for name in SETTINGS:
            if (data / name).is_file():
                _add(archive, name, (data / name).read_bytes())
        for path in sorted((data / "authority").rglob("*")):
            if path.is_file() and path.suffix in (".crt", ".key", ".pem"):
                _add(archive, path.relative_to(data).as_posix(), path.read_bytes())
    return out.getvalue()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))
