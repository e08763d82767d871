import os
import signal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from hub import tables
from hub.pools import Pools, Rules
from hub.rules import Table
from tests.hub.small_days import HOUR, broken_tables, closed, guest, live, pool, small_days

RULES = Rules()
TOPICS = np.eye(8, dtype=np.float32)


@pytest.fixture(scope="module", autouse=True)
def solver():
    assert tables.warm(60)


def near_to(topic, number):
    """A vector that mostly says `topic`."""
    return (TOPICS[topic] + 0.1 * TOPICS[(topic + number) % 8]).astype(np.float32)


def lively(n):
    return [guest(number, vector=near_to(number % 3, number)) for number in range(n)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_days())
def test_everyone_promised_sits_at_a_permitted_table(day):
    promises, seated = live(day, tables.split)
    for each in day.pools:
        guests = [one for one in day.guests if promises[one.id] == each]
        assert broken_tables(each, guests, seated[each.place, each.starts], day.rules, day.met) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_days())
def test_a_hub_started_again_makes_the_same_tables(day):
    promises, seated = live(day, tables.split)
    again = Pools(day.pools, day.rules, day.met)
    for one in day.guests:
        if found := promises[one.id]:
            again.restore(one, found.place, found.starts)
    assert closed(day, again, tables.split) == seated


def test_the_order_of_guests_does_not_matter():
    guests = lively(40)
    assert tables.split(pool(seats=40), guests, RULES, (), 9) == tables.split(
        pool(seats=40), guests[::-1], RULES, (), 9
    )


@pytest.mark.parametrize("n", [9, 12, 36])
def test_those_who_say_the_same_sit_together(n):
    topic = {one.id: int(one.vector.argmax()) for one in lively(n)}
    for table in tables.split(pool(seats=n), lively(n), RULES, (), 9):
        assert len({topic[one] for one in table.members}) == 1


def test_nobody_and_one_and_two():
    assert tables.split(pool(), [], RULES, (), 9) == []
    assert tables.split(pool(), lively(1), RULES, (), 9) == [Table(True, ("e000",))]
    assert tables.split(pool(), lively(2), RULES, (), 9) == [Table(True, ("e000", "e001"))]


@pytest.mark.parametrize("vector", [np.zeros(8), np.full(8, np.nan), np.ones(8), np.zeros(0)])
def test_people_of_whom_nothing_or_the_same_is_known_are_seated(vector):
    guests = [guest(number, vector=vector.astype(np.float32)) for number in range(17)]
    each = pool(seats=17)
    assert broken_tables(each, guests, tables.split(each, guests, RULES, (), 9), RULES, ()) == []


def test_vectors_of_different_widths_sit_in_one_pool():
    guests = [guest(number, vector=np.ones(4 + number % 2, np.float32)) for number in range(11)]
    assert broken_tables(pool(), guests, tables.split(pool(), guests, RULES, (), 9), RULES, ()) == []


def everyone(found):
    return sorted(one for table in found for one in table.members)


@pytest.mark.parametrize("hosts", [0, 1, 2])
def test_where_nobody_shares_a_language_all_have_a_chair(hosts):
    guests = [guest(number, languages=frozenset({f"x{number}"})) for number in range(9)]
    found = tables.split(pool(hosts=hosts), guests, RULES, (), 9)
    assert everyone(found) == sorted(one.id for one in guests)
    assert all(table.hosted for table in found)
    assert len(found) == max(1, hosts)


def test_where_all_have_met_all_have_a_chair():
    met = [(f"h{a}", f"h{b}") for a in range(7) for b in range(a)]
    found = tables.split(pool(), lively(7), RULES, met, 9)
    assert everyone(found) == [f"e{number:03}" for number in range(7)]


def test_more_people_than_chairs_keeps_the_others_at_permitted_tables():
    """Twelve came by promises of a kiosk without a hub, nobody of whom shares a language with anybody."""
    alone = [guest(100 + number, languages=frozenset({f"x{number}"})) for number in range(12)]
    found = tables.split(pool(seats=20), lively(20) + alone, RULES, (), 9)
    assert everyone(found) == sorted(one.id for one in lively(20) + alone)
    ordinary = [table for table in found if not table.hosted]
    sitting = [one for one in lively(20) if one.id in everyone(ordinary)]
    assert len(sitting) >= 14
    assert broken_tables(pool(), sitting, ordinary, RULES, ()) == []


def test_nobody_sits_with_themselves_if_any_table_is_without_them():
    guests = [guest(number, person="one", languages=frozenset({"ar"})) for number in range(2)]
    assert len(tables.split(pool(hosts=2), guests, RULES, (), 9)) == 2


def test_a_known_seating_serves_where_none_is_found(monkeypatch):
    guests, known = (
        lively(6),
        [Table(False, ("e000", "e002", "e004")), Table(False, ("e001", "e003", "e005"))],
    )
    monkeypatch.setattr(tables.seating, "arrange", lambda people, room: ((), list(people)))
    found = tables.split(pool(hosts=0), guests, RULES, (), 9, known)
    assert broken_tables(pool(hosts=0), guests, found, RULES, ()) == []


def test_more_than_sixty_languages():
    guests = [guest(number, languages=frozenset({f"x{number // 3}"})) for number in range(210)]
    each = pool(seats=210, hosts=0)
    assert broken_tables(each, guests, tables.split(each, guests, RULES, (), 20), RULES, ()) == []


@pytest.mark.whole
def test_a_solver_past_its_deadline_is_replaced_and_all_are_seated(caplog):
    guests, each = lively(60), pool(seats=60)
    child = tables._children[0].process
    os.kill(child.pid, signal.SIGSTOP)  # hangs as a solver hangs: alive, and silent
    found = tables.split(each, guests, RULES, (), 0.5)  # or it would wait for ever
    assert broken_tables(each, guests, found, RULES, ()) == []
    assert "deadline" in caplog.text
    assert not child.is_alive()
    assert tables.warm(60)


@pytest.mark.whole
def test_a_solver_that_died_is_replaced_and_all_are_seated(caplog):
    guests, each = lively(30), pool(seats=30)
    assert tables.warm(60)
    child = tables._children[0].process
    os.kill(child.pid, signal.SIGSTOP)
    os.kill(child.pid, signal.SIGKILL)
    child.join(5)
    tables._children[0].ready = True
    found = tables.split(each, guests, RULES, (), 20)
    assert broken_tables(each, guests, found, RULES, ()) == []
    assert tables.warm(60)


@pytest.mark.whole
def test_a_cold_solver_is_not_waited_for(caplog):
    tables._stop(tables._children[0])
    guests, each = lively(10), pool()
    assert broken_tables(each, guests, tables.split(each, guests, RULES, (), 0.0), RULES, ()) == []
    assert "not up yet" in caplog.text
    assert tables.warm(60)


def test_late_start_of_the_hub_is_the_same_to_the_minute_count():
    """Minutes count from anywhere: those since 1970 give the same as those of the day."""
    assert tables.split(pool(starts=10 * HOUR), lively(20), RULES, (), 9) == tables.split(
        pool(starts=29_000_000), lively(20), RULES, (), 9
    )
