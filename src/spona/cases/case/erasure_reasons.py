"""Why an earlier text is to be erased: sealed beside its part, for whoever reads that.

The clear row says that somebody asked, and of which text; the reason may say what stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.sections import LATER
from spona.deadlines.time import now
from spona.identity.keyring import Keyring
from spona.vault.actions import add_section, open_section, save_section
from spona.vault.models import Section

type Document = dict[str, Any]

_PREFIX: Final = "erasing_"


@dataclass(frozen=True, slots=True)
class Reason:
    """What was written when somebody asked; `by` is their name, `at` an ISO instant."""

    why: str
    by: str
    at: str

    @property
    def asked_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Held:
    """The reasons of one part as they were read; `section` None before the first one."""

    part: Section
    section: Section | None
    document: Document


def reason_sections(parts: Collection[str]) -> list[str]:
    """Names of the sections with the reasons of these parts, and of what is read with them."""
    read = {*parts, *(name for name, beside in LATER.items() if beside in parts)}
    return [_PREFIX + one for one in sorted(read)]


def read_reasons(part: Section, *, by: Actor, keys: Keyring) -> Held:
    """Those of a part that this reader may open, before a transaction."""
    rows = Section.objects.visible_to(by).named(part.box_id, _PREFIX + part.name)
    section = rows.select_related("box").first()
    if section is None:
        return Held(part, None, {"schema": 1, "texts": {}})
    return Held(part, section, open_section(section, by=by, keys=keys))


def reasons_of(held: Held, revision: int) -> list[Reason]:
    """Why this text was to be erased, the last one first: somebody may have asked again."""
    found: Mapping[str, list[dict[str, str]]] = held.document["texts"]
    return [Reason(**one) for one in reversed(found.get(str(revision), []))]


def write_reason(
    case: Case, held: Held, revision: int, why: str, *, name: str, by: Actor, keys: Keyring
) -> None:
    """One more, inside the transaction of who asks; TextConflict where another one was faster."""
    texts = held.document["texts"]
    written = asdict(Reason(why.strip(), name, now().isoformat()))
    document = held.document | {
        "texts": texts | {str(revision): [*texts.get(str(revision), []), written]}
    }
    if held.section is None:
        readers = readers_of(case, held.part.name)
        add_section(held.part.box, _PREFIX + held.part.name, document, readers, by=by, keys=keys)
        return
    save_section(held.section, document, revision=held.section.revision, by=by, keys=keys)
