"""The groups of countries of the counted record, by ISO 3166 as HTCDS writes a citizenship."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# English names as the standard's own form has them, by which a spreadsheet may be filled in.
_SERBIA: Final = {"RS": "Serbia"}
_UNION: Final = {
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "HR": "Croatia", "CY": "Cyprus",
    "CZ": "Czechia", "DK": "Denmark", "EE": "Estonia", "FI": "Finland", "FR": "France",
    "DE": "Germany", "GR": "Greece", "HU": "Hungary", "IE": "Ireland", "IT": "Italy",
    "LV": "Latvia", "LT": "Lithuania", "LU": "Luxembourg", "MT": "Malta", "NL": "Netherlands",
    "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SK": "Slovakia", "SI": "Slovenia",
    "ES": "Spain", "SE": "Sweden",
}  # fmt: skip
_BALKANS: Final = {
    "AL": "Albania", "BA": "Bosnia and Herzegovina", "ME": "Montenegro", "MK": "North Macedonia",
}  # fmt: skip
# Every other code of ISO 3166-1; "XK" is what many systems write.
_OTHERS: Final = frozenset({
    "AD", "AE", "AF", "AG", "AI", "AM", "AO", "AQ", "AR", "AS", "AU", "AW", "AX", "AZ", "BB", "BD",
    "BF", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY",
    "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU",
    "CV", "CW", "CX", "DJ", "DM", "DO", "DZ", "EC", "EG", "EH", "ER", "ET", "FJ", "FK", "FM",
    "FO", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GS",
    "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HT", "ID", "IL", "IM", "IN", "IO", "IQ", "IR",
    "IS", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY",
    "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LY", "MA", "MC", "MD", "MF", "MG", "MH",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MU", "MV", "MW", "MX", "MY", "MZ", "NA",
    "NC", "NE", "NF", "NG", "NI", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG",
    "PH", "PK", "PM", "PN", "PR", "PS", "PW", "PY", "QA", "RE", "RU", "RW", "SA", "SB", "SC",
    "SD", "SG", "SH", "SJ", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ",
    "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW",
    "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF",
    "WS", "YE", "YT", "ZA", "ZM", "ZW", "XK",
})  # fmt: skip
# In the order in which one of several citizenships is counted.
GROUPS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("serbia", frozenset(_SERBIA)),
    ("eu", frozenset(_UNION)),
    ("western_balkans", frozenset({*_BALKANS, "XK"})),
    ("other", _OTHERS - {"XK"}),
)
CODES: Final = frozenset(code for _group, codes in GROUPS for code in codes)
_BY_NAME: Final = {
    name.casefold(): code for code, name in (_SERBIA | _UNION | _BALKANS).items()
}  # fmt: skip


def country(said: str) -> str:
    """The code of a code, or of an English name that says in which group somebody is counted; empty
    where it is none of them.
    """
    bare = said.strip()
    return bare.upper() if bare.upper() in CODES else _BY_NAME.get(bare.casefold(), "")


def group_of(codes: Iterable[str]) -> str:
    """The first group in which one of these countries is."""
    given = set(codes)
    return next(group for group, known in GROUPS if known & given)
