"""hub.toml as the console reads and writes it: whole or not at all, and never over what somebody else wrote meanwhile.

A revision stands for the file's very bytes. Whoever changes settings says which revision they looked at.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from hub.config import ConfigError, HubConfig, checked
from wire.options import OptionError
from wire.private_files import make_folder, write_private

NO_FILE = "none yet"
KEPT = ".before-console"  # what a host wrote by hand, with its comments, under this ending

Document = dict[str, Any]


class ChangedMeanwhile(Exception):
    """Somebody else has written the file since it was looked at; nothing was written."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says: as TOML, as the hub understands it, and which file it was."""

    document: Document
    config: HubConfig
    revision: str


class SettingsFile:
    """The settings of one hub, at `path`; a file that is not there yet says nothing, and every default holds."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def revision(self) -> str:
        """Of the file as it is now. Raises ConfigError where it cannot be read."""
        return _revision(self._bytes())

    def read(self) -> Settings:
        """The settings as they are now. Raises ConfigError with one sentence a host can act on."""
        content = self._bytes()
        try:
            document = tomllib.loads((content or b"").decode())
            return Settings(document, checked(document), _revision(content))
        except OptionError as wrong:
            raise ConfigError(f"{self.path.name}: {wrong.sentence()}") from None
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{self.path.name}: not a TOML file in UTF-8: {error}") from error

    def write(self, document: Mapping[str, Any], revision: str) -> Settings:
        """Put this document in the place of the file of that revision, and return it as it was written.

        Raises OptionError where it is wrong, ChangedMeanwhile where the file is another one by now, OSError where
        the disk does not take it; nothing is written then.
        """
        config = checked(document)
        content = tomli_w.dumps(document).encode()
        there = self._bytes()
        if _revision(there) != revision:
            raise ChangedMeanwhile(self.path.name)
        if content != there:
            make_folder(self.path.parent)
            self._keep_first(there)
            write_private(self.path, content, 0o644)
        return Settings(dict(document), config, _revision(content))

    @property
    def kept_path(self) -> Path:
        """Where the file lies as it was before the console first wrote it."""
        return self.path.with_name(self.path.name + KEPT)

    def _keep_first(self, there: bytes | None) -> None:
        if there is not None and b"#" in there and not self.kept_path.exists():
            write_private(self.kept_path, there, 0o644)

    def _bytes(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot be read: {error.strerror}") from error


def _revision(content: bytes | None) -> str:
    return NO_FILE if content is None else hashlib.sha256(content).hexdigest()[:32]


def in_force(config: HubConfig) -> HubConfig:
    """The settings the hub goes by: without a help line that somebody has dialled, nobody is sent anywhere."""
    return config if config.is_live else replace(config, places=())
