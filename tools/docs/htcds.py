"""The mapping to HTCDS 2.0 as a page: each code of ours with theirs, both ways, and its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spona.cases.fields.case_fields import FIELDS
from spona.cases.standards.counted_rows import CITY, RECEIVED, row_of
from spona.cases.standards.countries import GROUPS
from spona.cases.standards.mapping import Place, case_places, record_places
from spona.reference.standards import htcds
from spona.statistics.record import empty
from tools.docs.case_fields import table


def htcds_page() -> str:
    """Markdown, in the language that is active."""
    standard = htcds()
    lines = [
        "# HTCDS 2.0\n",
        f"{standard.title}, {standard.licence}. Source of each field and code of theirs: "
        f"{standard.source}, read in the source. No endorsement by IOM is implied. Ours: "
        "`cases/fields/maps_to.py`, from which this page is made.\n",
        "- *Out*: what stands in their column. Where they have no such code, where ours merges "
        "several of theirs, or where several of ours fall into one of theirs, it is their `Other`, "
        "or nothing where they have none.\n"
        "- *Beside*: the column of ours in which our code stands too, because theirs alone would "
        "not come back as it was.\n"
        "- *In*: their codes that are read as this one.\n",
        "\n## The counted record\n",
        *table(_HEAD, _record_rows()),
        f"\n`{CITY}` is the town, by its name; `{RECEIVED}` is read for its year only. Citizenship "
        "is a country there: Serbia goes out as `RS`; read are\n",
        *(f"- `{group}`: {', '.join(sorted(known))}" for group, known in GROUPS[:-1]),
        "- `other`: every other country of ISO 3166.\n",
        "\n## The case\n",
        "What is chosen of lists:\n",
        *table(_HEAD, _rows(case_places().values())),
        "\nWhat is typed:\n",
        *table(("field", "field there", "in a row of"), _typed()),
        "\n## Of theirs without a place here\n",
        "Left out of what comes in, and told by name:\n",
        *(f"- `{name}`" for name in _without_place()),
    ]
    return "\n".join(lines) + "\n"


_HEAD = ("field", "field there", "code", "out", "beside", "in")


def _record_rows() -> Iterator[tuple[str, ...]]:
    """As a row is written, a country for one group of them."""
    for place in record_places().values():
        for code in place.ours:
            said = [code] if place.several else code
            cells = row_of(empty() | {place.name: said}, {})
            out = [cells[place.column]] if place.column and cells[place.column] else []
            yield _line(place, code, out, beside=bool(cells[place.side]))


def _rows(places: Iterable[Place]) -> Iterator[tuple[str, ...]]:
    for place in places:
        for code in place.ours:
            theirs, ours = place.encode([code])
            yield _line(place, code, theirs, beside=bool(ours))


def _line(place: Place, code: str, out: list[str], *, beside: bool) -> tuple[str, ...]:
    read = [there for there, own in place.back.items() if own == code]
    return (
        f"`{place.name}`", f"`{place.column}`" if place.column else "", f"`{code}`",
        _named(out), f"`{place.side}`" if beside else "", _named(read),
    )  # fmt: skip


def _named(codes: list[str]) -> str:
    return ", ".join(f"`{one}`" for one in codes)


def _typed() -> Iterator[tuple[str, ...]]:
    for one in FIELDS:
        for target in one.maps.htcds:
            if not target.codes:
                yield f"`{one.name}`", f"`{target.name}`", target.within and f"`{target.within}`"


def _without_place() -> list[str]:
    known = {target.name for one in FIELDS for target in one.maps.htcds}
    known |= {one.column for one in record_places().values()} | {RECEIVED}
    return [name for name in htcds().codes if name not in known]
