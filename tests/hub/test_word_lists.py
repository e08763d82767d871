"""Word lists: found in any language and case, changed by a neighbourhood, and without any other effect."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sanitise import sanitise
from hub.word_lists import BUNDLED, SECTIONS, bundled, read_word_lists
from wire.options import ConfigError

LISTS = bundled()
DISTRESS = {
    "en": "I DON’T WANT TO LIVE anymore", "de": "ich will sterben", "es": "quiero  morirme ya",
    "fr": "j'ai envie de mourir",
    "pt": "não quero mais viver", "tr": "ÖLMEK İSTİYORUM", "ru": "Я хочу умереть", "uk": "не хочу жити",
    "ar": "أُرِيدُ أن أموت", "hi": "मैं मरना चाहती हूँ", "el": "θέλω να πεθάνω", "ro": "vreau să mor", "vi": "tôi muốn chết",
    "zh": "我不想活了", "th": "ฉันไม่อยากมีชีวิตอยู่",
    "it": "NON CE LA FACCIO PIÙ", "nl": "Ik wil dood.", "pl": "nie chcę żyć", "id": "aku ingin mati",
    "sw": "sitaki kuishi tena",
    "ja": "もう死にたいです", "ko": "죽고 싶어요", "bn": "আমি আর বাঁচতে চাই না", "fa": "دیگر نمی‌خواهم زنده بمانم",
    "ur": "میں مرنا چاہتی ہوں",
}  # fmt: skip
CURIOUS = (
    "How do bees find their way home?", "Why do people die of old age?", "Who killed Julius Caesar?",
    "What is the Wankel engine?",
    "un pique-nique au parc", "Pourquoi mon train est en retard", "¿Qué comen los zorros?",
    "Wie funktioniert ein Kurvenlineal",
    "Ce sunt curbele de nivel", "妈妈的味道是什么",
    "ทำไมหีบเพลงถึงมีเสียง", "Почему собака лает",
    "What strikes a bell", "La femme en salopette peint un mur",
    "come nascono le stelle cadenti", "waarom sterven sterren", "dlaczego liście spadają", "mengapa bintang mati",
    "kwa nini nyota hufa", "星はなぜ死ぬの", "별은 왜 죽을까", "তারা কেন মরে",
    "چرا ستاره‌ها می‌میرند", "ستارے کیوں مرتے ہیں",
    "Warum sterben Sterne?", "¿Cómo se corta el pelo?", "Why are foxes fickle", "Scunthorpe, Penistone and other towns",
)  # fmt: skip


@pytest.mark.parametrize("language", DISTRESS)
def test_distress_is_heard_in_every_language_of_the_kiosk(language: str) -> None:
    assert LISTS.is_distress(DISTRESS[language])
    assert (BUNDLED / f"{language}.txt").exists()


@pytest.mark.parametrize("words", CURIOUS)
def test_curiosity_is_left_alone(words: str) -> None:
    assert not LISTS.is_distress(words)
    assert LISTS.without_listed(words) == words


def test_every_line_of_every_file_finds_itself() -> None:
    for path in BUNDLED.glob("??.txt"):
        section = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                said = f"x {line.rstrip('*')} y"
                hit = (
                    LISTS.without_listed(said) != said if section == "not shown" else LISTS.is_distress(said)
                )
                assert hit, (path.name, line)


def test_what_is_not_to_be_shown_is_left_out_and_the_rest_stays() -> None:
    assert LISTS.without_listed("why does SHIT happen to bees?") == "why does … happen to bees?"
    assert LISTS.without_listed("ｆｕｃｋｉｎｇ bees") == "… bees"


def test_a_neighbourhood_adds_and_takes_away(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text(
        "[not shown]\n-shit\nplonker*\n[distress]\nall is grey\n", encoding="utf-8-sig"
    )
    (tmp_path / "eo.txt").write_text("# ours\n[distress]\nmi volas morti\n", encoding="utf-8")
    ours = read_word_lists(tmp_path)
    assert ours.without_listed("shit and plonkers") == "shit and …"
    assert ours.is_distress("All is grey.")
    assert ours.is_distress("mi volas morti")
    assert not LISTS.is_distress("mi volas morti")
    assert read_word_lists(tmp_path / "nowhere").is_distress(DISTRESS["en"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"plonker\n", r"en\.txt, line 1: write \[not shown\] or \[distress\] above"),
        (b"[rude]\nplonker\n", r"line 1: write \[not shown\]"),
        (b"[not shown]\n" + b"a" * 300, "line 2: a word or phrase, 200 characters"),
        (b"[not shown]\n*\n", "line 2: a word or phrase"),
        (b"[not shown]\n\xff\n", "cannot be read"),
        (b"[not shown]\n" + b"ab\n" * 400_000, "larger than 1 MB"),
    ],
)
def test_a_list_that_is_none_stops_the_start_with_a_sentence(
    tmp_path: Path, text: bytes, sentence: str
) -> None:
    (tmp_path / "en.txt").write_bytes(text)
    with pytest.raises(ConfigError, match=sentence) as told:
        read_word_lists(tmp_path)
    assert "plonker" not in str(told.value)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_words_keep_what_is_not_listed(words: str) -> None:
    clean = sanitise(words)
    at = 0
    for piece in LISTS.without_listed(clean).split("…"):
        at = clean.index(piece, at) + len(piece)
    assert SECTIONS == ("not shown", "distress")
