"""Notes of a file are only added to: own words, time, author; nothing is ever rewritten."""

from __future__ import annotations

from uuid import uuid4

from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.identity.keyring import Keyring
from spona.vault.actions import open_section, save_section
from spona.vault.models import Section
from spona.vault.refusals import TextConflict

# Two colleagues who write in the same second are both heard.
_TRIES = 5


def add_note(case: Case, text: str, *, by: Actor, keys: Keyring, about: str = "") -> Section:
    """Append one note; `about` is a code of what it explains (`glass`, `joined`) or empty.

    Denied for an empty one. Somebody else's note of the same moment stays beside it.
    """
    check_can_write(by, case)
    if not text.strip():
        raise Denied(_("Write the note first."))
    author = acting_membership(by)
    note = {
        "id": str(uuid4()),
        "at": deadlines.now().isoformat(timespec="seconds"),
        "by": author.person.name,
        "member": str(author.pk),
        "about": about,
        "text": text.strip(),
    }
    for _number in range(_TRIES):
        section = Section.objects.select_related("box").get(box=case.box_id, name="notes")
        document = open_section(section, by=by, keys=keys)
        document["notes"] = [*document.get("notes", []), note]
        try:
            return save_section(section, document, revision=section.revision, by=by, keys=keys)
        except TextConflict:
            continue
    raise Conflict(_("Several colleagues write at this moment. Try again."))
