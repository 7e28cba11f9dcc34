"""Makes given text printable without changing what it says."""

import re
import unicodedata
from collections.abc import Collection

# Invisible marks that reorder a line: the paper must read as the text was typed.
REORDERING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
LONG_RUN = re.compile(r"\S{40}(?=\S)")
BREAK_HERE = "\u200b"


def plain(text: str) -> str:
    """One form of each letter, no control characters, and a long run may break at the margin."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(_visible(one) for one in text)
    return LONG_RUN.sub(lambda run: run[0] + BREAK_HERE, kept)


def mark_characters(text: str, missing: Collection[str]) -> str:
    """`[U+4E2D]` in place of each character that no installed font can draw."""
    return "".join(f"[U+{ord(one):04X}]" if one in missing else one for one in text)


def _visible(one: str) -> str:
    if one == "\n":
        return one
    if one == "\t":
        return "    "
    # Surrogates and unassigned control codes cannot be encoded or drawn at all.
    return "" if one in REORDERING or unicodedata.category(one) in {"Cc", "Cs"} else one
