"""Two words of the chip, and what they say."""

import kept


def said(one):
    return (one.starts, one.deaf, one.cycles, one.wakes_s)


def test_all_comes_back():
    for starts in (0, 1, 15):
        for deaf in (0, 1, 2):
            for cycles in (0, 3, 15):
                for wakes_s in (None, 0, 1, 86_400, 500_000_000):
                    one = kept.Kept(starts, deaf, cycles, wakes_s)
                    assert said(kept.of(*one.words())) == said(one)


def test_what_is_too_much_is_the_most_and_words_stay_small():
    most = kept.Kept(99, 2, 99, 4_294_967_295).words()
    assert said(kept.of(*most)) == (15, 2, 15, 0x3FFF_FFFD)
    assert max(most) < 1 << 30


def test_words_that_were_never_written_say_nothing():
    for pair in ((0, 0), (0, 77), (0xFFFF_FFFF, 0xFFFF_FFFF), (0x1400_0101, 5)):
        assert said(kept.of(*pair)) == (0, 0, 0, None)


def test_starts_in_a_row_make_deaf_by_and_by():
    now, deaf = kept.Kept(), []
    for _ in range(5):
        now.begin(True, False)
        deaf.append(now.deaf)
    assert deaf == [0, 1, 1, 2, 2]
    now.starts = 0
    now.begin(False, False)
    assert now.deaf == 2  # as long as it has power
    now.begin(True, True)
    assert said(now) == (0, 0, 0, None)  # flashed


def test_a_reset_leaves_the_pi_s_affairs_as_they_were():
    for has_failed in (False, True):
        for was_asked in (False, True):
            now = kept.Kept(3, kept.HEARS_BEATS, 2, 3_600)
            now.begin(has_failed, was_asked)
            assert (now.cycles, now.wakes_s) == (2, 3_600)
