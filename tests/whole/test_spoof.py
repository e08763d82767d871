"""Who has no business at a topic is denied it, one test for each cell; the matrix is tried once for each broker."""

import asyncio
from functools import cache

import pytest

from benchmarks import spoof
from hub import mosquitto, nats_broker

pytestmark = pytest.mark.whole
FIND = {"mosquitto": mosquitto.find, "nats": nats_broker.find}


@cache
def came_through(broker):
    return asyncio.run(spoof.run(broker, spoof.cells()))


@pytest.mark.parametrize("cell", spoof.cells(), ids=str)
@pytest.mark.parametrize("broker", FIND)
def test_cell(broker, cell):
    if not FIND[broker]():
        pytest.skip(f"{broker} is not installed")
    assert came_through(broker)[cell] == cell.allowed
