"""Write in a section of a file: what stands beside the changed fields stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.case.sections import EDITED
from spona.identity.keyring import Keyring
from spona.vault.actions import open_section, save_section
from spona.vault.models import Section


def write_section(
    case: Case,
    name: str,
    changes: Mapping[str, Any],
    *,
    revision: int,
    by: Actor,
    keys: Keyring,
) -> Section:
    """Seal the changed fields of a section over revision `revision`; nothing new saves nothing.

    TextConflict, carrying both texts, where somebody saved since. ValueError for a section
    that is not written this way: notes are only added to, the count has its own action.
    """
    check_can_write(by, case)
    if name not in EDITED:
        raise ValueError(f"{name!r} is not written here")
    section = Section.objects.select_related("box").get(box=case.box_id, name=name)
    before = open_section(section, by=by, keys=keys)
    document = before | dict(changes)
    if document == before and section.revision == revision:
        return section
    return save_section(section, document, revision=revision, by=by, keys=keys)
