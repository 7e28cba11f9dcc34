"""Neutral references, `R-7K3M-Q2`: the only name a file or message has outside itself.

Kind prefix, five random symbols of Crockford's base 32, one check symbol. A reference is a
name, not a secret: it is never what protects a thing.
"""

import secrets
from typing import Final, Literal

from spona.reference.scripts import latin

type Kind = Literal["R", "F", "T", "M", "A"]

KINDS: Final[frozenset[str]] = frozenset(
    "RFTMA"
)  # referral or report, file, message, meeting, activity
SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 7  # kind, five drawn, one to check
_VALUE: Final = {symbol: value for value, symbol in enumerate(SYMBOLS)}
_READ_AS: Final = str.maketrans("OIL", "011")
# On the Serbian Cyrillic keyboard these keys stand where Q, W and X are.
_KEYS: Final = str.maketrans("ЉЊЏ", "QWX")
_SEPARATORS: Final = str.maketrans("", "", " -‐‑–—_.\u00a0\t\r\n")


def new_reference(kind: Kind) -> str:
    """A fresh reference of this kind. Two may collide: the caller retries on its unique column."""
    drawn = "".join(secrets.choice(SYMBOLS) for _ in range(5))
    return _written(kind + drawn + _check(kind + drawn))


def normalise(text: str) -> str | None:
    """What was typed, as the reference it means; None when it does not look like one.

    Any case, with or without dashes, O read as 0, I and L as 1.
    ValueError when it looks like a reference but the check symbol is wrong (a typing error). A
    plain word of seven letters ("referat") is no typing error: it counts as "not a reference".
    """
    typed = text.upper().translate(_KEYS)
    symbols = latin(typed).translate(_SEPARATORS)
    symbols = symbols[:1] + symbols[1:].translate(_READ_AS)
    if len(symbols) != _LENGTH or symbols[0] not in KINDS or not set(symbols) <= _VALUE.keys():
        return None
    if symbols[-1] == _check(symbols[:-1]):
        return _written(symbols)
    if typed.isalpha():
        return None
    raise ValueError("This reference has a typing error: its last symbol does not fit the others.")


def written_parts(text: str) -> list[str]:
    """A part of a reference, of three symbols or more, in every way in which it may stand in one;
    empty when it is no part of one.

    One of the symbols is a digit, or the kind and a dash come first: a plain word may be a name.
    """
    typed = text.strip().upper().translate(_KEYS)
    begins = len(typed) > 1 and typed[0] in KINDS and typed[1] in "-‐‑–—_"
    symbols = latin(typed).translate(_SEPARATORS)
    if not 3 <= len(symbols) < _LENGTH or not set(symbols) <= {*SYMBOLS, *"OIL", *KINDS}:
        return []
    if not begins and not any(one.isdigit() for one in symbols):
        return []
    drawn = symbols.translate(_READ_AS)
    found = [_written(symbols[0] + drawn[1:])] if symbols[0] in KINDS else []
    if not begins:
        # Where it begins inside, the last dash may fall anywhere in it.
        for at in range(1, _LENGTH - len(drawn) + 1):
            cut = 5 - at
            found.append(f"{drawn[:cut]}-{drawn[cut:]}" if 0 < cut < len(drawn) else drawn)
    return list(dict.fromkeys(one.rstrip("-") for one in found))


def _written(symbols: str) -> str:
    return f"{symbols[0]}-{symbols[1:5]}-{symbols[5:]}"


def _check(symbols: str) -> str:
    """Weighted sum over GF(32): finds every single wrong symbol and every swap of two symbols."""
    total = 0
    for symbol in symbols:
        total = _double(total ^ _VALUE[symbol])
    return SYMBOLS[total]


def _double(value: int) -> int:
    """Times x in GF(2)[x] / (x^5 + x^2 + 1), a primitive polynomial: x has order 31."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
