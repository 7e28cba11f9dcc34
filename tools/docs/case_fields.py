"""The list of case fields as a page: where each is kept, with what it goes, who is asked."""

from __future__ import annotations

from spona.cases.fields.case_field import AskedIn, CaseField
from spona.cases.fields.case_fields import FIELDS

_ASKED: dict[AskedIn, str] = {
    "report": "report", "named": "report without an account", "self": "came by themselves",
    "file": "file",
}  # fmt: skip


def case_fields() -> str:
    """Markdown, in the language that is active."""
    lines = [
        "# Fields of a case\n",
        "One list (`spona.cases.fields.case_fields`) from which forms, pages, packets, papers and "
        "the count are made. Section: of the case file. Goes with: part of a packet; *section* "
        "goes as a whole section of the file, *kept* never leaves its writer. Counted as: yes or "
        "no, never a word.\n",
        "| field | label | section | goes with | asked in | has to be answered | counted as |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_row, FIELDS)]) + "\n"


def _row(one: CaseField) -> str:
    asked = ", ".join(words for form, words in _ASKED.items() if form in one.asked_in)
    facts = (f"`{one.name}`", str(one.label), one.section, one.part, asked,
             "yes" if one.missing else "", one.counts_as)  # fmt: skip
    return "| " + " | ".join(facts) + " |"
