"""One way to write a login name, whatever keyboard it was typed on."""

import re
import unicodedata

# Serbian Cyrillic to bare Latin: the same person types both within a day.
_TO_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ж": "z",
        "з": "z", "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
        "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u",
        "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s", "đ": "dj",
    }
)  # fmt: skip
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")


def fold(typed: str) -> str:
    """Return the login as it is stored: lower case, bare Latin, no spaces around it."""
    latin = unicodedata.normalize("NFKC", typed).strip().lower().translate(_TO_LATIN)
    apart = unicodedata.normalize("NFD", latin)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_login(folded: str) -> bool:
    """True for 3 to 40 letters, digits, dots and dashes that begin and end with none."""
    return _LOGIN.fullmatch(folded) is not None
