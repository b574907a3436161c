"""Which spellings count as the same character: full-width and compatibility forms, traditional and simplified."""

import functools
import unicodedata

import opencc

_TRADITIONAL_TO_SIMPLIFIED = opencc.OpenCC("t2s")


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@functools.lru_cache(maxsize=None)
def simplify(character: str) -> str:
    """The simplified form of one character; anything else is returned as it is.

    Characters that GB 2312 contains are simplified Chinese as they stand (著, 乾, 瞭 are
    ordinary there), so they are never replaced.
    """
    if len(character) != 1 or not "\u3400" <= character <= "\u9fff" or _in_gb2312(character):
        return character
    simplified = _TRADITIONAL_TO_SIMPLIFIED.convert(character)
    return simplified if len(simplified) == 1 else character


def fold(text: str) -> str:
    """NFKC, then character by character to simplified: what the student's tokenizer sees."""
    return "".join(map(simplify, unicodedata.normalize("NFKC", text)))
