import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import rules, topics

KIOSKS = st.from_regex(topics.KIOSK_ID, fullmatch=True).filter(lambda name: name not in ("hub", "screen"))


def test_there_is_one_rule_for_each_topic():
    assert sorted(rule.topic for rule in rules.RULES) == sorted(topics.EVERY_TOPIC)
    assert len(rules.BY_TOPIC) == len(rules.RULES)


def test_the_writers_are_those_the_topics_are_named_for():
    for rule in rules.RULES:
        from_kiosk = rule.topic.startswith("k/") and rule.topic.split("/")[-1] in topics.FROM_KIOSK
        assert rule.writer == ("kiosk" if from_kiosk else "hub")


def test_an_entry_is_never_retained():
    assert [rule.topic for rule in rules.RULES if rule.retained and rule.writer == "kiosk"] == [
        "k/{kiosk}/state"
    ]


@given(KIOSKS)
def test_a_kiosk_may_do_what_it_must(kiosk):
    assert all(rules.may_read(kiosk, topic) for topic in topics.kiosk_hears(kiosk))
    assert all(rules.may_write(kiosk, topics.of_kiosk(kiosk, name)) for name in topics.FROM_KIOSK)


@given(KIOSKS, KIOSKS, st.sampled_from([*topics.FROM_KIOSK, *topics.TO_KIOSK]))
def test_a_kiosk_has_no_hand_in_anothers_topics(kiosk, other, name):
    topic = topics.of_kiosk(other, name)
    assert rules.may_write(kiosk, topic) == (kiosk == other and name in topics.FROM_KIOSK)
    assert rules.may_read(kiosk, topic) == (kiosk == other and name in topics.TO_KIOSK)


@given(KIOSKS, st.sampled_from(topics.FROM_HUB))
def test_only_the_hub_speaks_for_the_hub(kiosk, name):
    topic = topics.of_hub(name)
    assert not rules.may_write(kiosk, topic)
    assert not rules.may_write("screen", topic)
    assert rules.may_write("hub", topic)


@pytest.mark.parametrize("name", topics.FROM_HUB)
def test_a_screen_reads_what_it_shows_and_nothing_else(name):
    assert rules.may_read("screen", topics.of_hub(name)) == (name != "time")
    assert not rules.may_read("screen", topics.of_kiosk("screen", "slip"))


@given(
    KIOSKS,
    st.sampled_from(["#", "+", "curiocity/#", "curiocity/v1/k/+/entry", "curiocity/v1/hub/+", "$SYS/#"]),
)
def test_wildcards_are_for_the_hub(kiosk, wildcard):
    assert not rules.may_read(kiosk, wildcard)
    assert not rules.may_read("screen", wildcard)
    assert not rules.may_read("", wildcard)


def test_the_hub_hears_every_kiosk_and_writes_no_topic_of_others():
    assert all(rules.may_read("hub", topic) for topic in topics.hub_hears())
    assert not rules.may_write("hub", "somebody/else")


@pytest.mark.parametrize("name", ["", "+", "#", "Library", "library/entry", "library\n", "{kiosk}"])
def test_a_user_that_is_no_kiosk_may_do_nothing(name):
    for rule in rules.RULES:
        for kiosk in (name, "library"):
            topic = f"{topics.ROOT}/{rule.topic}".format(kiosk=kiosk)
            assert not rules.may_read(name, topic)
            assert not rules.may_write(name, topic)
