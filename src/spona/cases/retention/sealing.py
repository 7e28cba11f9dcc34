"""Where a case keeps by which rule it is kept: a small section of its own, beside the plan.

Whoever looks through the closed files of an institution opens it without a reason, as a name in a
list; so it says nothing of the person.
"""

from __future__ import annotations

from typing import Any, Final

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.sections import LATER
from spona.identity.keyring import Keyring
from spona.vault.actions import add_section, save_section
from spona.vault.models import Section

SECTION: Final = "retention"


def section_of(case: Case) -> Section | None:
    rows = Section.objects.named(case.box_id, SECTION)
    return rows.select_related("box").first()


def seal(case: Case, document: dict[str, Any], *, by: Actor, keys: Keyring) -> Section:
    """Over what stands there, inside the transaction of the caller, who has checked that."""
    section = section_of(case)
    if section is None:
        return add_section(case.box, SECTION, document, readers_of(case, LATER[SECTION]), by=by)
    return save_section(section, document, revision=section.revision, by=by, keys=keys)
