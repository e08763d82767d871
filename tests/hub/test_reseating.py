import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.kept import ClosedRound, ClosedTable
from hub.reseating import reseated
from tests.hub.town import an_id, kept

SHEET = an_id(800)


def ids(*numbers):
    return tuple(map(an_id, numbers))


def closed(*tables):
    return ClosedRound("library", 7, SHEET, tables)


def there(*numbers, met=None):
    """Entries that are still there; met: tags that came with some."""
    entries = {an_id(number): kept(number) for number in numbers}
    for number, tags in (met or {}).items():
        one = entries[an_id(number)]
        entries[an_id(number)] = msgspec.structs.replace(
            one, entry=msgspec.structs.replace(one.entry, met=tags)
        )
    return entries


def anew(round_, entries, hosts=1):
    return reseated(round_, entries, hosts, table_min=3, hosted_max=6)


KETTLE = ClosedTable(False, ids(1, 2, 3), "kettle", "bees")
BOAT = ClosedTable(False, ids(4, 5, 6, 7), "boat", "bread")
LAMP = ClosedTable(True, ids(8, 9), "lamp")


def test_nothing_is_done_while_three_are_left():
    assert anew(closed(KETTLE, BOAT, LAMP), there(*range(1, 10))) is None
    assert anew(closed(KETTLE, BOAT, LAMP), there(1, 2, 3, 5, 6, 7)) is None


def test_two_that_are_left_go_to_the_hosted_table():
    new = anew(closed(KETTLE, BOAT, LAMP), there(1, 2, *range(4, 10)))
    assert [(one.sign, one.hosted, one.members) for one in new.tables] == [
        ("boat", False, ids(4, 5, 6, 7)),
        ("lamp", True, ids(1, 2, 8, 9)),
    ]
    assert new.again
    assert new.sheet != SHEET
    assert new == anew(closed(KETTLE, BOAT, LAMP), there(1, 2, *range(4, 10))), "the same after a crash"


def test_a_host_who_is_free_joins_the_table_where_it_is():
    new = anew(closed(KETTLE, BOAT, LAMP), there(1, 2, *range(4, 10)), hosts=2)
    assert [(one.sign, one.hosted, one.theme) for one in new.tables] == [
        ("kettle", True, ""),
        ("boat", False, "bread"),
        ("lamp", True, ""),
    ]
    assert new.tables[0].members == ids(1, 2)


def test_nobody_is_sent_to_company_of_the_last_days_where_another_host_sits():
    oak = ClosedTable(True, ids(10, 11, 12), "oak")
    entries = there(1, *range(4, 13), met={1: ("aa" * 8,), 8: ("aa" * 8,)})
    new = anew(closed(KETTLE, BOAT, LAMP, oak), entries, hosts=2)
    assert next(one for one in new.tables if one.sign == "oak").members == ids(1, 10, 11, 12)


def test_a_table_that_all_have_left_is_no_more():
    new = anew(closed(KETTLE, BOAT), there(4, 5), hosts=1)
    assert [(one.sign, one.hosted) for one in new.tables] == [("boat", True)]
    assert anew(closed(KETTLE), {}) is None


TABLES = st.lists(st.tuples(st.booleans(), st.integers(3, 6)), min_size=1, max_size=5)


@given(TABLES, st.data())
def test_whoever_leaves_everybody_else_sits_somewhere_and_nobody_at_a_table_too_small(shapes, data):
    number, tables = 0, []
    for at, (hosted, size) in enumerate(shapes):
        tables.append(ClosedTable(hosted, ids(*range(number, number + size)), f"sign {at}"))
        number += size
    hosts = max(1, sum(hosted for hosted, _ in shapes))
    stays = data.draw(st.sets(st.integers(0, number - 1)))
    entries = there(*stays)
    new = anew(closed(*tables), entries, hosts) or closed(*tables)
    sits = [one for table in new.tables for one in table.members if one in entries]
    assert sorted(sits) == sorted(entries)
    for table in new.tables:
        here = [one for one in table.members if one in entries]
        assert table.hosted or not here or len(here) >= 3
    assert sum(table.hosted for table in new.tables) <= hosts
    assert anew(new, entries, hosts) is None, "once is enough"
