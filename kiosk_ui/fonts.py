"""The Noto faces, from wheels, and which of them draws which character.

HarfBuzz shapes text with one face at a time, so somebody must say which: `face_for` does, for one grapheme
cluster at a time, so that marks stay with their base. Nothing is opened before a character of its script is
met.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import regex
from PIL import ImageFont

from kiosk_ui.coverage import Coverage, FontError, read_coverage

_NOTO, _CJK = "manimgx_fonts", "justmytype_intl_cjk"
_INSTALL = {_NOTO: "manimgx-fonts", _CJK: "justmytype-intl-cjk"}
SANS, EMOJI, SYMBOLS = "NotoSans", "NotoEmoji", "NotoSansSymbols"
_SCRIPTS = (
    *(
        "Arabic",
        "Armenian",
        "Bengali",
        "Devanagari",
        "Ethiopic",
        "Georgian",
        "Gujarati",
        "Gurmukhi",
        "Hebrew",
    ),
    *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai"),
)
_SCRIPT = {name: regex.compile(rf"\p{{Script_Extensions={name}}}") for name in _SCRIPTS}
_EAST_ASIAN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}\u3000-\u30FF\uFE30-\uFE4F\uFF00-\uFFEF]"
)
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\uFE0F\u20E3]")
_NEUTRAL = regex.compile(r"[\s\p{P}]")
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]")
_UNDRAWN = regex.compile(r"[\p{Cn}\p{Co}\p{Cs}]")
# The same ideograph is drawn differently in Shanghai, Taipei, Tokyo and Seoul.
_HAN_ORDER = {"zh": "SC TC JP KR", "zh-tw": "TC SC JP KR", "ja": "JP SC TC KR", "ko": "KR SC TC JP"}


class MissingFont(FontError):
    """A face is not installed, or cannot be read; its text says which package brings it."""


def face_for(cluster: str, language: str = "en", before: str = SANS) -> str | None:
    """Name of the face that draws a grapheme cluster whole; None where no installed face does.

    before: the face of the cluster before it, which spaces and punctuation go on with.
    """
    stays = (
        before not in {SANS, EMOJI, SYMBOLS} and _NEUTRAL.fullmatch(cluster) and cluster in coverage(before)
    )
    return before if stays else _face_for(cluster, _han_order(language))


def font(face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """The face at `size` pixels an em and a weight from 100 to 900 (the nearest it has)."""
    return (_open_large if _is_east_asian(face) else _open_small)(face, size, weight)


def _open(face: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    path = _path(face)
    try:
        opened = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
        lightest, heaviest = (opened.get_variation_axes()[0][end] for end in ("minimum", "maximum"))
        opened.set_variation_by_axes([min(max(weight, lightest or 0), heaviest or weight)])
    except OSError as error:
        raise MissingFont(f"{path}: {error}: install {_package(face)} again") from error
    return opened


# A size of a face is opened anew in less than a millisecond, and as long as it is open what it needs of its file counts
# as this process's memory: some megabytes each. One screen needs a few.
_open_small, _open_large = lru_cache(maxsize=20)(_open), lru_cache(maxsize=4)(_open)


def coverage(face: str) -> Coverage:
    """Every character the face has a glyph for."""
    return _coverage(_path(face))


def invisible(character: str) -> bool:
    """Joiners, selectors, controls: they shape their neighbours and have no picture of their own."""
    return _INVISIBLE.match(character) is not None


@lru_cache(maxsize=4096)
def _face_for(cluster: str, han_order: str) -> str | None:
    shown = [character for character in cluster if not invisible(character)]
    if any(_UNDRAWN.match(character) for character in shown):
        return None
    for face in _candidates(cluster, han_order):
        if all(character in coverage(face) for character in shown):
            return face
    return None


def _candidates(cluster: str, han_order: str) -> list[str]:
    east_asian = [f"NotoSans{shapes}" for shapes in han_order.split()]
    if _EAST_ASIAN.match(cluster):
        return [*east_asian, SANS, EMOJI]
    # A mark on a dotted circle decides too; some characters belong to several scripts, and not all faces have them.
    own = [f"NotoSans{script}" for script, is_of in _SCRIPT.items() if is_of.search(cluster)]
    first = [EMOJI] if _EMOJI.search(cluster) else []
    others = [
        f"NotoSans{script}" for script in _SCRIPTS
    ]  # the baht is common to all, but Thai's face alone has it
    return [*first, SANS, *own, SYMBOLS, EMOJI, *east_asian, *others]


@lru_cache
def _han_order(language: str) -> str:
    tag = language.lower()
    if tag.startswith(("zh-hant", "zh-hk", "zh-mo")):
        tag = "zh-tw"
    return _HAN_ORDER.get(tag) or _HAN_ORDER.get(tag.partition("-")[0], _HAN_ORDER["zh"])


def _package(face: str) -> str:
    return _INSTALL[_CJK if _is_east_asian(face) else _NOTO]


def _is_east_asian(face: str) -> bool:
    return face[-2:] in {"SC", "TC", "JP", "KR"}


@lru_cache
def _path(face: str) -> Path:
    wheel = _CJK if _package(face) == _INSTALL[_CJK] else _NOTO
    folder = f"fonts/ofl/{face.lower()}/" if wheel == _CJK else ""
    try:
        path = Path(str(files(wheel).joinpath(f"{folder}{face}[wght].ttf")))
    except ModuleNotFoundError as error:
        raise MissingFont(
            f"{face}: package {_INSTALL[wheel]} is not installed: pip install {_INSTALL[wheel]}"
        ) from error
    if not path.is_file():
        raise MissingFont(f"{path} is missing: install {_INSTALL[wheel]} again")
    return path


@lru_cache
def _coverage(path: Path) -> Coverage:
    try:
        return read_coverage(path)
    except FontError as error:
        raise MissingFont(f"{error}: install {_package(path.stem.partition('[')[0])} again") from error
