"""What a telephone number looks like."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from spona.access.denied import Denied

_SHAPE: Final = re.compile(r"[+(]?[0-9](?:[ /()-]*[0-9])*\)?")
_GROUPED: Final = re.compile(r"\s+")


def clean_phone(text: str) -> str:
    """As typed, with single spaces. Denied for what nobody can dial from here.

    `+` and a country with 7 to 15 digits in all (E.164); of Serbia +381 with 8 to 10 digits and
    no zero behind it; a local number with its leading zero and 8 to 11 digits; or a short one of
    3 to 6 digits, as 192 or 19015.
    """
    number = _GROUPED.sub(" ", text.strip())
    digits = "".join(sign for sign in number if sign.isdigit())
    if not _SHAPE.fullmatch(number) or not number.isascii() or not _is_dialled(number, digits):
        raise Denied(
            _("“%(number)s” is not a telephone number. Write it like +381 17 123 456, "
              "017 123-456, or a short one like 19015.")
            % {"number": number[:40]}
        )  # fmt: skip
    return number


def _is_dialled(number: str, digits: str) -> bool:
    if number.startswith("+381"):
        return 11 <= len(digits) <= 13 and digits[3] != "0"
    if number.startswith("+"):
        return 7 <= len(digits) <= 15 and digits[0] != "0"
    if digits.startswith("00"):
        return 9 <= len(digits) <= 17
    if digits.startswith("0"):
        return 8 <= len(digits) <= 11
    return 3 <= len(digits) <= 6
