"""Writes signs.json beside this file: the chosen pictures with their words, from the CLDR's emoji names.

Run by hand when a picture comes or goes, or with a newer CLDR:
    npm pack cldr-annotations-full && tar xf cldr-annotations-full-*.tgz
    python hub/data/make_signs.py package

A sign stands for a person, so it is chosen such that nobody minds being it, everybody can name it, and no two are
alike when printed in black dots. None of: faces, people, parts of the body; religion, flags, nations, luck and
omen; weapons, alarms, medicine, tobacco, alcohol, money, prizes, gambling; meat; animals and fruit that are words
of abuse or a joke on somebody's looks anywhere we know of; shoes; letters, digits, arrows, clock faces; things that
one must know the colour of, or a long word for. Every picture is one code point.
"""

import json
import sys
from collections import Counter
from pathlib import Path

TAGS = (
    "en ar bg bn cs da de el es et fa fi fr gu he hi hr hu hy id it ja ka ko lt lv mr nl pa pl pt ro ru sk sl sq sr "
    "sv sw ta te th tr uk ur vi zh"
)
LANGUAGES = TAGS.split()
PICTURES = tuple(
    "🐇🐈🐎🦘🦔🦦🐬🐟🪼🦞🪸🐝🐞🐧🦢🦩🦚🦜🦄🐼🦊🐨🦙🪶🐿"
    "🌵🌴🌻🌷🌾🍄🌰🌱🪴🪨🌊🌋☀☁💧🪐☄🫧"
    "🍎🍐🍋🍇🍓🍍🥝🥑🥦🥕🌽🧅🥜🫛🫐🫒🫑🍅🥭"
    "🍞🥐🥨🧀🍯🍪🍩🍭🍦🫖🥄🍕🥞🧇🍿🍫🥛🫙🎂🥪🧂🥧🧃🍬"
    "🔑🔔💡🔦📚✏🖌🎨✂📎📌📏🧵🧶🧷🧺🪣🧽🚪🪑🪟🪞🪜🧲🔭🔬🧭🗺🎒🧳☂"
    "🪢🧰🖼🖋📓📋🏷📜💼"
    "🎩🧢👑👓🧣🧤🧦👕💎👖🧥🥽👔"
    "🎸🎻🎹🥁🎺🎷🪗🪈🪇📯"
    "⚽🏀🎾🏓🎳🪁🪀🧸🎣🛷🎿🛹🥏🪃🎈🪩🏐🤿"
    "🚲🛴🛶⛵⚓🚌🚂🚜✈🛰🎪🎡🎢⛲⛺🏠🏰🏟🛝🛟🛞🛒🚢🚤🚚🚗🛵"
    "📷📻📺☎💾🔋🔌🎧🎤🎬🧮📦📮✉🎁🏺🧱🔧🪛🖨🖱📰🎟📡📣🎮💻🔩📽"
)


def words_in(annotations: Path, language: str) -> dict[str, str]:
    """Each emoji's name in a language."""
    path = annotations / language / "annotations.json"
    known = json.loads(path.read_text(encoding="utf-8"))["annotations"]["annotations"]
    return {
        picture: entry["tts"][0].split(",")[0].strip() for picture, entry in known.items() if "tts" in entry
    }


def problems(names: dict[str, dict[str, str]]) -> list[str]:
    """What keeps the list from being a list of signs: a word that is missing or that two pictures share."""
    missing = [
        f"{picture} has no word in {tag}"
        for tag in names
        for picture in PICTURES
        if picture not in names[tag]
    ]
    shared = [
        f"{tag}: {word!r} is the word of {times} pictures"
        for tag, words in names.items()
        for word, times in Counter(
            words[picture].casefold() for picture in PICTURES if picture in words
        ).items()
        if times > 1
    ]
    return missing + shared


def main() -> None:
    """Read the CLDR package named on the command line; write signs.json, or say what is wrong with the list."""
    annotations = Path(sys.argv[1]) / "annotations"
    names = {language: words_in(annotations, language) for language in LANGUAGES}
    if wrong := problems(names):
        sys.exit("\n".join(wrong))
    rows = (
        f"{json.dumps(picture, ensure_ascii=False)}: "
        + json.dumps([names[language][picture] for language in LANGUAGES], ensure_ascii=False)
        for picture in PICTURES
    )
    text = f'{{"languages": {json.dumps(LANGUAGES)},\n"signs": {{\n' + ",\n".join(rows) + "\n}}\n"
    (Path(__file__).parent / "signs.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
