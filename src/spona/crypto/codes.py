"""Codes that people keep on paper and type: recovery codes, receipts, cards.

Letters are Crockford's base 32 (https://www.crockford.com/base32.html): no I, L,
O or U, read in any case, with or without dashes and spaces. The reasons in
ValueError never repeat what was typed, so they may be shown and logged; compare
with the constants to translate them.
"""

import secrets
import unicodedata

from spona.crypto.kdf import hkdf

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = SYMBOLS + "*~$=U"
MISREAD = str.maketrans("OIL", "011")

WRONG_LENGTH = "The code is too short or too long."
WRONG_SYMBOL = "The code has a symbol that no code has."
WRONG_CHECK = "The code is mistyped."

RECOVERY_BITS = 160
RECOVERY_SYMBOLS = RECOVERY_BITS // 5
LOCATOR_SYMBOLS = 6
RECEIPT_DIGITS = 16
CARD_DIGITS = 8


def encode(number: int, *, length: int) -> str:
    """Return `number` as exactly `length` symbols; OverflowError if it needs more."""
    if not 0 <= number < 32**length:
        raise OverflowError("the number does not fit")
    places = reversed(range(length))
    return "".join(SYMBOLS[number >> 5 * place & 31] for place in places)


def decode(text: str) -> int:
    """Return the number that the symbols say; ValueError for a foreign or no symbol."""
    symbols = _typed(text)
    if not symbols:
        raise ValueError(WRONG_LENGTH)
    number = 0
    for symbol in symbols:
        if symbol not in SYMBOLS:
            raise ValueError(WRONG_SYMBOL)
        number = number * 32 + SYMBOLS.index(symbol)
    return number


def symbols_of(text: str) -> str:
    """What was typed, however it was grouped or cased, as the symbols that it stands for."""
    return _typed(text)


def check_symbol(number: int) -> str:
    """Return Crockford's check symbol, the remainder by 37.

    It finds every single wrong symbol and every swap of two neighbours.
    """
    return CHECK_SYMBOLS[number % 37]


def new_recovery_code() -> str:
    """Draw a recovery code: 32 symbols in groups of four, and a check symbol.

    Codes whose check symbol would be one of "*~$=U" are drawn anew, because
    those are hard to find on a phone; of 160 bits that costs 0.2.
    """
    while True:
        number = secrets.randbits(RECOVERY_BITS)
        check = check_symbol(number)
        if check in SYMBOLS:
            return _grouped(encode(number, length=RECOVERY_SYMBOLS) + check)


def recovery_key(code: str, *, info: bytes) -> bytes:
    """Return the 32 byte key of a recovery code for the purpose `info`.

    Not peppered: it must open when the server's own secrets are lost. Raises
    ValueError with a plain reason where the code is malformed; a code that is
    well-formed and wrong gives a key that opens nothing.
    """
    symbols = _typed(code)
    if len(symbols) != RECOVERY_SYMBOLS + 1:
        raise ValueError(WRONG_LENGTH)
    number = decode(symbols[:-1])
    if symbols[-1] != check_symbol(number):
        raise ValueError(WRONG_CHECK)
    return hkdf(number.to_bytes(RECOVERY_BITS // 8), info=info)


def new_receipt() -> tuple[str, str]:
    """Draw a receipt: locator (6 symbols, finds the row) and 16 digits (open it).

    The caller draws again where the locator is taken.
    """
    locator = encode(secrets.randbits(5 * LOCATOR_SYMBOLS), length=LOCATOR_SYMBOLS)
    return locator, _new_digits(RECEIPT_DIGITS)


def format_receipt(locator: str, digits: str) -> str:
    """Return the receipt as it is shown: `7K3MQ2-0123-4567-8901-2345`."""
    return f"{locator}-{_grouped(digits)}"


def parse_receipt(text: str) -> tuple[str, str]:
    """Return locator and digits of a typed receipt; ValueError with a plain reason."""
    symbols = _typed(text)
    if len(symbols) != LOCATOR_SYMBOLS + RECEIPT_DIGITS:
        raise ValueError(WRONG_LENGTH)
    locator, digits = symbols[:LOCATOR_SYMBOLS], symbols[LOCATOR_SYMBOLS:]
    decode(locator)
    if set(digits) - set("0123456789"):
        raise ValueError(WRONG_SYMBOL)
    return locator, digits


def new_card_codes(n: int = 10) -> list[str]:
    """Draw the `n` different one-time codes of a printed card, 8 digits each."""
    codes: dict[str, None] = {}
    while len(codes) < n:
        codes[_new_digits(CARD_DIGITS)] = None
    return list(codes)


def _new_digits(length: int) -> str:
    return f"{secrets.randbelow(10**length):0{length}d}"


def _grouped(symbols: str) -> str:
    return "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))


def stripped(text: str) -> str:
    """Upper case, without what people or their clipboards put between symbols."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(filter(_counts, plain))


def _typed(text: str) -> str:
    return stripped(text).translate(MISREAD)


def _counts(character: str) -> bool:
    # Pd: dashes of any length; Cf: invisible marks that come along when copying.
    dash_or_mark = unicodedata.category(character) in {"Pd", "Cf"}
    return not (dash_or_mark or character.isspace())
