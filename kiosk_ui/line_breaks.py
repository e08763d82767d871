"""Where a line may end: after spaces and hyphens, and between ideographs.

A short reading of Unicode Standard Annex 14. Thai, Lao, Khmer and Burmese write no spaces between words: a
phrase of theirs moves to the next line whole, and only one longer than a line is cut, between grapheme
clusters.
"""

import regex

_IDEOGRAPH = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
# What closes stays with what it closes, what opens with what follows.
_CLOSING = r"[\p{Pe}\p{Pf}、。，．！？：；…‥・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]"
_OPENING = r"[\p{Ps}\p{Pi}]"
_SPACE = r"[[^\S\u00A0\u202F\u2007]\u200B]"
_PIECE = regex.compile(
    rf"{_OPENING}*{_IDEOGRAPH}\p{{M}}*{_CLOSING}*{_SPACE}*"
    rf"|(?:(?!{_IDEOGRAPH})\S|[\u00A0\u202F\u2007])+?(?:(?<=[\p{{L}}\p{{N}}][-‐–/])(?=\p{{L}})|(?={_OPENING}*{_IDEOGRAPH})|{_SPACE}+|$)"
    rf"|{_SPACE}+|.",
    regex.DOTALL | regex.V1,
)


def pieces(text: str) -> list[str]:
    """The text cut at every place where a line may end; joined, they are the text again."""
    return [found[0] for found in _PIECE.finditer(text)]
