"""A server's key on paper: four rows and two words, and what is typed back from them.

280 bits: kind (4; 0 = the whole key, 1 to 3 = that share), set (20, drawn anew for each ceremony),
secret (256). As 56 of Crockford's symbols in four rows of 14; each row ends in two check symbols,
so that a slip is found in its row (1 of 1024 is not), and two words stand for kind, set and secret
together (1 of 4·10⁹ is not found). The words can be read aloud.

What is typed may have other spaces, dashes, cases and Cyrillic letters. The reasons in `Mistyped`
never repeat what was typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import randbits

from spona.crypto import codes
from spona.crypto.encoding import canonical
from spona.crypto.fingerprint import TO_CYRILLIC, fingerprint
from spona.crypto.secret_sharing import NUMBERS

WHOLE = 0
ROWS = 4
ROW_SYMBOLS = 16
WORDS = 2
WORD_LETTERS = 5

_SECRET_BITS = 256
_SET_BITS = 20
_SYMBOLS = (4 + _SET_BITS + _SECRET_BITS) // 5
_PLAIN = _SYMBOLS // ROWS
_CHECKS = ROW_SYMBOLS - _PLAIN
_SET_SYMBOLS = _SET_BITS // 5

# Who types Latin symbols in Cyrillic either copies their shape or strikes the same keys; the check
# symbols say which of the two it was.
_BY_SHAPE = str.maketrans("АВЕЗКМНОРСТХЈЅ", "ABE3KMH0PCTXJS")
_BY_KEY = str.maketrans("АБЦДЕФГХЈКМНОПЉРСТВЊЏЅЗ", "ABCDEFGHJKMN0PQRSTVWXYZ")
_TO_LATIN = {cyrillic: chr(latin) for latin, cyrillic in TO_CYRILLIC.items()}


class Mistyped(ValueError):
    """What was typed is not what was printed; the sentence names the row."""


@dataclass(frozen=True, slots=True)
class KeyPaper:
    """`kind`: WHOLE or the number of the share; `set_number`: which papers belong together."""

    kind: int
    set_number: int
    secret: bytes = field(repr=False)

    @property
    def set_name(self) -> str:
        return set_name(self.set_number)

    @property
    def rows(self) -> tuple[str, ...]:
        """The four rows as they are printed, in groups of four."""
        number = (self.kind << _SET_BITS | self.set_number) << _SECRET_BITS
        symbols = codes.encode(number | int.from_bytes(self.secret), length=_SYMBOLS)
        plain = [symbols[at : at + _PLAIN] for at in range(0, _SYMBOLS, _PLAIN)]
        return tuple(_in_fours(row + _check(n, row)) for n, row in enumerate(plain, 1))

    @property
    def words(self) -> tuple[str, ...]:
        """The two check words, in Serbian Latin."""
        label = canonical("spona key paper words 1", self.kind, self.set_number)
        return fingerprint(self.secret, label=label)[:WORDS]


def new_set_number() -> int:
    """Draw the number of a new set: it tells papers apart and is no secret."""
    return randbits(_SET_BITS)


def set_name(number: int) -> str:
    """Return the set as four symbols, as it is printed."""
    return codes.encode(number, length=_SET_SYMBOLS)


def read_row(number: int, typed: str) -> str:
    """Return the symbols of row `number` (from 1) without their check; Mistyped where they differ.

    `typed` is without spaces and dashes (`codes.stripped`).
    """
    if len(typed) != ROW_SYMBOLS:
        raise Mistyped(f"Row {number} has {len(typed)} symbols; {ROW_SYMBOLS} belong there.")
    for alphabet in (_BY_SHAPE, _BY_KEY):
        symbols = codes.symbols_of(typed.translate(alphabet))
        row, check = symbols[:_PLAIN], symbols[_PLAIN:]
        if set(symbols) <= set(codes.SYMBOLS) and check == _check(number, row):
            return row
    said = f"Row {number} is mistyped. Compare each symbol with the paper."
    if typed.isascii():
        raise Mistyped(said)
    raise Mistyped(
        f"{said} Switch the keyboard to Latin letters: W and Y have no sure Cyrillic one."
    )


def read_paper(rows: Sequence[str], typed_words: str) -> KeyPaper:
    """Return the paper of four rows from `read_row` and its words; Mistyped where they differ.

    `typed_words` is without spaces and dashes; either script counts.
    """
    number = codes.decode("".join(rows))
    head, secret = divmod(number, 1 << _SECRET_BITS)
    kind, set_number = divmod(head, 1 << _SET_BITS)
    paper = KeyPaper(kind, set_number, secret.to_bytes(_SECRET_BITS // 8))
    fits = typed_words.lower().translate(_TO_LATIN) == "".join(paper.words)
    if not fits or kind not in (WHOLE, *NUMBERS):
        raise Mistyped(
            "The two words do not fit the rows: a word is mistyped, or the rows are of two papers."
        )
    return paper


def _check(number: int, row: str) -> str:
    digest = sha256(canonical("spona key paper row 1", number, row)).digest()
    return codes.encode(int.from_bytes(digest[:2]) >> 6, length=_CHECKS)


def _in_fours(symbols: str) -> str:
    return " ".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))
