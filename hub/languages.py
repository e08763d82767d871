"""Which language words are in, well enough to know which encoder to trust with them. Pure.

The script decides where it can; between languages that share one, letters only some of them write and the most
usual words (the Stopwords ISO collection) do. Nobody is told the answer and nothing is refused by it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import stopwordsiso

# In this order: kana before Han, for Japanese writes both.
SCRIPTS: Mapping[str, str] = {
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\u1100-\u11ff\uac00-\ud7a3]",
    "zh": r"[\u3400-\u4dbf\u4e00-\u9fff]",
    "th": r"[\u0e00-\u0e7f]",
    "hi": r"[\u0900-\u097f]",
    "bn": r"[\u0980-\u09ff]",
    "pa": r"[\u0a00-\u0a7f]",
    "gu": r"[\u0a80-\u0aff]",
    "ta": r"[\u0b80-\u0bff]",
    "te": r"[\u0c00-\u0c7f]",
    "kn": r"[\u0c80-\u0cff]",
    "ml": r"[\u0d00-\u0d7f]",
    "si": r"[\u0d80-\u0dff]",
    "my": r"[\u1000-\u109f]",
    "ka": r"[\u10a0-\u10ff]",
    "am": r"[\u1200-\u137f]",
    "km": r"[\u1780-\u17ff]",
    "he": r"[\u0590-\u05ff]",
    "hy": r"[\u0530-\u058f]",
    "el": r"[\u0370-\u03ff]",
    "arabic": r"[\u0600-\u06ff\u0750-\u077f]",
    "cyrillic": r"[\u0400-\u052f]",
    "latin": r"[a-zà-öø-ɏḀ-ỿ]",
}
# Letters that, in their script, one language has nearly to itself.
LETTERS: Mapping[str, Mapping[str, str]] = {
    "arabic": {"ar": "ةىأإك", "fa": "پچژگکی", "ur": "ٹڈڑںے"},
    "cyrillic": {"ru": "ыэё", "uk": "іїєґ", "bg": "", "sr": "ђјљњћџ"},
    "latin": {
        "en": "", "es": "ñ¿¡", "de": "ßä", "fr": "èêëœù", "pt": "ãõ", "it": "òì", "nl": "", "pl": "ąęłńśźż",
        "tr": "ğışİ", "vi": "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "ro": "ăâîțșţ", "cs": "ěřů",
        "hu": "őű", "sv": "åä", "fi": "", "id": "", "tl": "",
    },
}  # fmt: skip
# Question words that the stop words of a language leave out.
ALSO: Mapping[str, str] = {
    "tr": "ne nedir nasıl neden kim nerede hangi kaç mı mi",
    "vi": "là gì sao nào ai đâu",
}


def language_of(words: str) -> str:
    """A language tag; the name of a script ("latin") where only that much is sure; "" where nothing is.

    Words in several languages are taken for the one most of them are in.
    """
    script = _script_of(unicodedata.normalize("NFC", words).lower())
    if script not in LETTERS:
        return script
    scores = _scores(unicodedata.normalize("NFC", words).lower(), script)
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] else script


def _script_of(words: str) -> str:
    lengths = {script: len(re.findall(pattern, words)) for script, pattern in SCRIPTS.items()}
    if lengths["ja"] and lengths["ja"] + lengths["zh"] >= max(lengths.values()):
        return "ja"
    best = max(lengths, key=lambda script: lengths[script])
    return best if lengths[best] else ""


def _scores(words: str, script: str) -> dict[str, float]:
    """How much speaks for each language of a script: its letters, and usual words by how few others use them."""
    found = [_usual(script).get(word, ()) for word in re.findall(r"\w+", words)]
    return {
        language: sum(character in letters for character in words)
        + sum(1 / len(languages) for languages in found if language in languages)
        for language, letters in LETTERS[script].items()
    }


@cache
def _usual(script: str) -> Mapping[str, Sequence[str]]:
    """The languages of a script in which a word is one of the most usual."""
    usual: dict[str, list[str]] = {}
    for language in LETTERS[script]:
        for word in {*stopwordsiso.stopwords(language), *ALSO.get(language, "").split()}:
            usual.setdefault(unicodedata.normalize("NFC", word).lower(), []).append(language)
    return usual
