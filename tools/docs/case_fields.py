"""The list of case fields as a page, which is the data dictionary of a case: where each is kept,
with what it goes, who is asked, and where it stands in lists of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spona.cases.fields.case_field import AskedIn, CaseField, Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.maps_to import CodeMap, Target
from spona.reference.standards import htcds, returns

_ASKED: dict[AskedIn, str] = {
    "report": "report", "named": "report without an account", "self": "came by themselves",
    "file": "file",
}  # fmt: skip
_KINDS: dict[Kind, str] = {
    Kind.LINE: "line", Kind.TEXT: "text", Kind.PHONE: "phone", Kind.BIRTH: "day or year",
    Kind.PAST: "day or year, past", Kind.ONE: "one of", Kind.MANY: "any of", Kind.CALL: "call",
    Kind.PEOPLE: "people",
}  # fmt: skip
_HEAD = ("field", "label", "section", "kind", "goes with", "asked in", "has to be answered",
         "not known", "Centre asks", "fact counted", "counted record", "HTCDS 2.0",
         "returns")  # fmt: skip


def case_fields() -> str:
    """Markdown, in the language that is active."""
    standard = htcds()
    lines = [
        "# Fields of a case\n",
        "One list (`spona.cases.fields.case_fields`) from which forms, pages, packets, papers and "
        "the count are made.\n",
        "- *Section*: of the case file; empty for what stays with the report.\n"
        "- *Goes with*: part of a packet, under the name that an agreement uses; *section* goes as "
        "a whole section of the file, *kept* never leaves its writer.\n"
        "- *Asked in*: a report, with an account or without, asks what stands under a sector only "
        "of reporters of that sector.\n"
        "- *Not known*: an answer apart from *not asked*; a choice has *not sure* instead.\n"
        "- *Fact counted*: yes or no, never a word. *Counted record*: the field of the sealed "
        "record that holds the same fact coarsely.\n"
        f"- *HTCDS 2.0*: {standard.title}, {standard.licence}, {standard.source}. In brackets: the "
        "kind of row that holds it.\n"
        "- *Returns*: numbers of the tables below.\n"
        "- An empty cell means that the other list has no such fact. HSDS 3.0 describes services "
        "and who gives them, so no field of a case stands there.\n",
        *table(_HEAD, map(_row, FIELDS)),
        "\n## Codes\n",
        "Own code → codes of the other list: several where ours merges them, *nothing* where that "
        "list has none.\n",
        *table(("field", "other list", "code", "there"), _codes()),
        "\n## Tables of returns\n",
        "Those that break down by a field of a case, as far as they were read in a source.\n",
        *table(("number", "return", "table", "broken down by", "source"), _returns()),
    ]
    return "\n".join(lines) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of a table in Markdown."""
    names = tuple(head)
    yield _line(names)
    yield "|" + "---|" * len(names)
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _row(one: CaseField) -> Iterator[str]:
    count = one.maps.count
    yield f"`{one.name}`"
    yield str(one.label)
    yield one.section
    yield _KINDS[one.kind]
    yield one.part
    yield _asked(one)
    yield _mark(one.missing is not None)
    yield _mark(one.unknown)
    yield _mark(one.centre)
    yield one.counts_as
    yield f"`{count.name}`" if count else ""
    yield ", ".join(map(_place, one.maps.htcds))
    yield ", ".join(one.maps.returns)


def _asked(one: CaseField) -> str:
    asked = [words for form, words in _ASKED.items() if form in one.asked_in]
    sectors = ", ".join(f"`{sector}`" for sector in one.sectors)
    return ", ".join([*([f"report of {sectors}"] if sectors else []), *asked])


def _mark(answer: bool) -> str:
    return "yes" if answer else ""


def _place(target: Target) -> str:
    return f"`{target.name}`" + (f" ({target.within})" if target.within else "")


def _codes() -> Iterator[tuple[str, ...]]:
    for one in FIELDS:
        for target in (*filter(None, [one.maps.count]), *one.maps.htcds):
            yield from _of(one, target.name, target.codes)


def _of(one: CaseField, place: str, codes: CodeMap) -> Iterator[tuple[str, ...]]:
    for code in one.codes if codes else ():
        found = ", ".join(f"`{there}`" for there in codes[code])
        yield f"`{one.name}`", f"`{place}`", f"`{code}`", found or "nothing"


def _returns() -> Iterator[tuple[str, ...]]:
    for number, one in returns().items():
        yield number, one.title, one.table, one.breakdowns, f"{one.source} ({one.certainty})"
