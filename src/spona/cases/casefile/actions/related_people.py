"""The people around the person of a file: written in one by one, changed, taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.actions import begin_section
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.fields.related_people import RelatedPerson
from spona.identity.keyring import Keyring
from spona.reference.scripts import fold
from spona.vault.actions import open_sections, save_section
from spona.vault.models import Section
from spona.vault.refusals import TextConflict

SECTION: Final = "people"
MOST: Final = 60
# As many saves of colleagues at the same moment are waited for.
_TRIES: Final = 5

type Entries = list[dict[str, Any]]


def add_person(case: Case, person: RelatedPerson, *, by: Actor, keys: Keyring) -> Section:
    """Write one more in; a colleague's of the same moment stays beside it.

    Denied where it is the person of the file themselves.
    """
    check_can_write(by, case)
    entry = replace(person, id=str(uuid4())).to_document()
    return _change(case, person, lambda entries: [*entries, entry], by=by, keys=keys)


def change_person(
    case: Case, person: RelatedPerson, *, read: str, by: Actor, keys: Keyring
) -> Section:
    """Write what is known of them now over what was read: `read` is the mark of that entry.

    Conflict where a colleague has changed the same one since; somebody else's change of another
    one stays.
    """
    check_can_write(by, case)

    def changed(entries: Entries) -> Entries:
        _check_as_read(entries, person.id, read)
        # What a later version knows of them stays.
        return [one | person.to_document() if one["id"] == person.id else one for one in entries]

    return _change(case, person, changed, by=by, keys=keys)


def take_out_person(
    case: Case, person: RelatedPerson, *, read: str, by: Actor, keys: Keyring
) -> Section:
    """Take out one who was written in by mistake; Conflict where they were changed since they were
    `read`.
    """
    check_can_write(by, case)

    def without(entries: Entries) -> Entries:
        _check_as_read(entries, person.id, read)
        return [one for one in entries if one["id"] != person.id]

    return _change(case, None, without, by=by, keys=keys)


def _check_as_read(entries: Entries, ident: str, read: str) -> None:
    now = next((one for one in entries if one["id"] == ident), None)
    if now is None or RelatedPerson.of(now).mark != read:
        raise Conflict(
            _("A colleague has changed this meanwhile. What stands there now is beside yours.")
        )


def _change(
    case: Case,
    person: RelatedPerson | None,
    change: Callable[[Entries], Entries],
    *,
    by: Actor,
    keys: Keyring,
) -> Section:
    begin_section(case, SECTION, by=by)
    for _number in range(_TRIES):
        # Whoever does not read the name of the person cannot be told that it is the same.
        wanted = [SECTION] if person is None or not person.name else [SECTION, "name"]
        seen = Section.objects.visible_to(by).select_related("box")
        rows = {one.name: one for one in seen.named(case.box_id, *wanted)}
        names = [name for name in wanted if name in rows]
        if SECTION not in rows:
            raise Denied(_("This part was not shared with you. Ask who leads the file."))
        opened = open_sections([rows[name] for name in names], by=by, keys=keys)
        if person is not None and len(opened) > 1:
            _check_is_somebody_else(person.name, str(opened[1].get("name", "")))
        document = opened[0]
        entries = change(document.get("people", []))
        if len(entries) > MOST:
            raise Denied(_("Sixty people stand in this file. Take one out first."))
        document["people"] = entries
        section = rows[SECTION]
        try:
            return save_section(section, document, revision=section.revision, by=by, keys=keys)
        except TextConflict:
            continue
    raise Conflict(_("Several colleagues write at this moment. Try again."))


def _check_is_somebody_else(name: str, of_the_file: str) -> None:
    if fold(name).split() == fold(of_the_file).split():
        raise Denied(_("This is the name of the person of this file. Write who else it is."))
