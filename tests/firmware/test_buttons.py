"""A finger, a bouncing contact, a stuck one."""

from buttons import BOUNCE_MS, STUCK_MS, Contact

UP, DOWN = 1, 0


def told(contact, levels, step=2, start=0):
    """(ms, is_down) of each change; levels: one every `step` ms."""
    changes = []
    for number, level in enumerate(levels):
        now = start + number * step
        if contact.look(level, now):
            changes.append((now, contact.is_down))
    return changes


def test_a_press_is_told_at_its_first_contact():
    assert told(Contact(), [UP] * 5 + [DOWN] * 100 + [UP] * 20) == [(10, True), (210, False)]


def test_bouncing_is_one_press():
    bouncing = [DOWN, UP, DOWN, DOWN, UP, UP, DOWN]
    assert told(Contact(), [UP] + bouncing + [DOWN] * 60 + bouncing + [UP] * 40) == [(2, True), (138, False)]


def test_any_bouncing_within_its_time_is_one_press():
    seed = 1
    for _ in range(200):
        levels = []
        for _ in range(BOUNCE_MS // 2 - 1):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            levels.append(seed >> 16 & 1)
        changes = told(Contact(), [UP] + [DOWN] + levels + [DOWN] * 30 + [UP] + levels + [UP] * 30)
        assert [is_down for _, is_down in changes] == [True, False], levels


def test_a_touch_shorter_than_the_bouncing_is_a_press_all_the_same():
    assert told(Contact(), [UP, DOWN, DOWN] + [UP] * 30) == [(2, True), (32, False)]


def test_a_button_may_be_down_from_the_first_moment():
    assert told(Contact(), [DOWN] * 30) == [(0, True)]


def test_a_stuck_button_is_let_go_and_counts_again_once_it_is_up():
    contact = Contact()
    assert told(contact, [DOWN] * 700, step=100) == [(0, True), (STUCK_MS + 100, False)]
    assert contact.is_stuck
    assert told(contact, [UP] * 2, start=70_100) == []
    assert not contact.is_stuck
    assert told(contact, [UP] * 30 + [DOWN] * 20, start=70_200) == [(70_260, True)]


def test_a_press_that_was_for_nobody_counts_as_let_go():
    contact = Contact()
    told(contact, [DOWN] * 50)
    contact.ignore()
    assert not contact.is_down
    assert told(contact, [DOWN] * 50 + [UP] * 50, start=100) == []
    assert told(contact, [DOWN] * 50, start=300) == [(300, True)]


def test_it_says_how_long_nothing_is_decided():
    contact = Contact()
    contact.look(DOWN, 1_000)
    assert contact.wait_ms(1_010) == BOUNCE_MS - 10
    assert contact.wait_ms(1_000 + BOUNCE_MS) > BOUNCE_MS
