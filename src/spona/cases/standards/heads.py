"""What a column is called: by the standard, by its own templates, or by whoever typed it.

The workbook of HTCDS 2.0 hides its first row, which names the fields, and shows a second one with
labels. The two say other things in four columns of the address, one name is misspelt and one is
missing; what people typed stands under the label that they saw. The XLSForm writes three names with
other underscores. All of them are read, and each is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final

from django.utils.translation import gettext as _

from spona.reference.standards import htcds

_PREFIX: Final = re.compile(r"(org|prs|vic|per|cas|cco|hte|spl|con)_", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[^a-z0-9:]")
# Of two rows the second one has labels where so many of its cells are some.
_LABELS: Final = 5
_NEAR: Final = 0.94
# Labels of the standard that say another word than the name of the field; and a name that it
# writes in its XLSForm under the label of another one.
_LABELLED: Final[Mapping[str, str]] = {
    "organisationname": "org_Name",
    "mailingstateprovince": "prs_MailingState",
    "mailingzippostalcode": "prs_MailingPostalCode",
    "shippingstateprovince": "org_ShippingState",
    "shippingzippostalcode": "org_ShippingPostalCode",
    "traffickingstatusdecisionmakingorganization": "vic_TraffickingStatusDecisionMakingOrg",
}
# What a form of ODK adds to each answer.
_OF_THE_FORM: Final = frozenset({
    "start", "end", "version", "instanceid", "instancename", "key", "submissiondate", "formversion",
    "deviceid", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected",
    "status", "reviewstate", "edits",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """How a column was understood; `at` counts from 1, 0 for the whole."""

    at: int
    said: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Heads:
    """`columns`: place → name of a field or of a column of ours. `unknown`: place → its head.
    `rows`: how many rows of heads there are.
    """

    columns: Mapping[int, str]
    unknown: Mapping[int, str]
    remarks: Sequence[Remark]
    rows: int


def plain(text: str) -> str:
    """What is left of a head when nobody minds capitals, blanks and underscores."""
    return _PLAIN.sub("", text.casefold())


def heads_of(first: Sequence[str], second: Sequence[str], own: frozenset[str]) -> Heads:
    """Of the first two rows of a table; `own`: names of the columns of ours that may stand there.

    A head that stands twice counts where it stands first.
    """
    labels = [_label(one) for one in second]
    is_labelled = sum(map(bool, labels)) >= _LABELS
    columns: dict[int, str] = {}
    unknown: dict[int, str] = {}
    remarks: list[Remark] = []
    for at, said in enumerate(first):
        below = second[at] if is_labelled and at < len(second) else ""
        name, remark = _named(said, own)
        if is_labelled and (label := _label(below)) and label != name:
            remark = _by_label(said, below.strip(), label)
            name = label
        if name and name in columns.values():
            remark = _("This column stands twice; the first one is read.")
            unknown[at] = said or below
        elif name:
            columns[at] = name
        elif said.strip() and plain(said.rsplit("/", 1)[-1]) not in _OF_THE_FORM:
            unknown[at] = said.strip()
            remark = _("HTCDS 2.0 has no such column; nothing of it is read.")
        elif not said.strip():
            unknown[at] = ""
        if remark:
            remarks.append(Remark(at + 1, said.strip() or below.strip(), remark))
    return Heads(columns, unknown, remarks, 2 if is_labelled else 1)


def _by_label(said: str, below: str, label: str) -> str:
    if said.strip():
        told = _(
            "The hidden name says %(name)s, and the visible label “%(label)s”: what was typed "
            "belongs to the label, so it is read as %(field)s."
        )
    else:
        told = _("This column has no name; “%(label)s” below it is read as %(field)s.")
    return told % {"name": said.strip(), "label": below, "field": label}


def _named(said: str, own: frozenset[str]) -> tuple[str, str]:
    """The field that a head names, and a sentence where it does not say so as it should."""
    bare = said.strip().rsplit("/", 1)[-1].strip()
    if bare in own or bare in htcds().codes:
        ok = bare == said
        return bare, "" if ok else _("There are blanks around this name, or a path before it.")
    key = plain(bare)
    if not key:
        return "", ""
    for known in ({plain(one): one for one in own}, _by_name()):
        if key in known:
            return known[key], _("It is written as %(field)s in the standard.") % {
                "field": known[key]
            }
    if label := _label(bare):
        return label, _("This is a label; it is read as %(field)s.") % {"field": label}
    # A slip of the pen, and only in what begins like a name of the standard: never a guess.
    if _PREFIX.match(bare) and (near := get_close_matches(key, _by_name(), n=2, cutoff=_NEAR)):
        found = _by_name()[near[0]]
        return found, _("It is misspelt; it is read as %(field)s.") % {"field": found}
    return "", ""


def _label(said: str) -> str:
    return _by_label_text().get(plain(said), "") if said.strip() else ""


@cache
def _by_name() -> dict[str, str]:
    return {plain(name): name for name in htcds().codes}


@cache
def _by_label_text() -> dict[str, str]:
    """Label without blanks → field, where only one field has it."""
    found: dict[str, list[str]] = {}
    for name in htcds().codes:
        found.setdefault(plain(_PREFIX.sub("", name, count=1)), []).append(name)
    alone = {label: names[0] for label, names in found.items() if len(names) == 1}
    return {**alone, **_LABELLED}
