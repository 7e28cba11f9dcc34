"""Who may open a file and write in it. Each refusal is the sentence the user reads."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case, LightNote
from spona.cases.case.queries import absent_sections
from spona.cases.case.sections import BESIDE
from spona.directory.models import Institution
from spona.reference.models.signed import verify_rows
from spona.vault.key_resolution import grants_for
from spona.vault.models import Section
from spona.vault.permissions import check_can_open


def check_can_open_case(actor: Actor, institution: Institution) -> None:
    """Each institution keeps its own file, so nobody opens one for another."""
    if actor.institution_id != institution.pk or not actor.may("case:open"):
        raise Denied(_("Only people who keep the files of this institution open one."))


def check_can_write(actor: Actor, case: Case) -> None:
    """People who lead the files of the institution that owns it, while it is open."""
    verify_rows(case)
    if actor.institution_id != case.owner_institution_id or not actor.may("case:write"):
        raise Denied(_("Only people who lead the files of this institution write in them."))
    if case.closed_at is not None:
        raise Denied(_("This file is closed. Nothing is written in it any more."))


def check_can_add(actor: Actor, case: Case, section: str) -> None:
    """Beside a section only who reads it adds something."""
    check_can_write(actor, case)
    check_can_read(actor, case, section)


def check_can_read(actor: Actor, case: Case, section: str) -> None:
    """To whom a key of the section leads, or of the one beside it while the file does not have it;
    whether it still opens, the vault says.
    """
    mine = Section.objects.visible_to(actor).named(case.box_id, section)
    if mine.exists():
        return
    if section in absent_sections(case):
        check_can_read(actor, case, BESIDE[section])
    else:
        raise Denied(_("This part was not shared with you. Ask who leads the file."))


def check_can_begin(actor: Actor, case: Case, section: str) -> None:
    """Whoever opens the section beside it; ReasonNeeded where a colleague works on that."""
    check_can_write(actor, case)
    rows = Section.objects.named(case.box_id, BESIDE[section])
    beside = rows.select_related("box").get()
    check_can_open(actor, beside, grants_for(actor, [beside])[beside.pk], reason="")


def check_can_ask_to_erase(actor: Actor, case: Case) -> None:
    """People who lead the files of the institution that owns it; of a closed one too, since a
    person may demand it at any time.
    """
    verify_rows(case)
    if actor.institution_id != case.owner_institution_id or not actor.may("case:write"):
        raise Denied(_("Only people who lead the files of this institution write in them."))


def check_can_agree_to_erase(actor: Actor, case: Case) -> None:
    """An intake holder; that it is another person than who asked, the vault checks."""
    check_can_ask_to_erase(actor, case)
    if not actor.may("referral:assign"):
        raise Denied(_("Only an intake officer of the institution may do this."))


def check_can_refuse_to_erase(actor: Actor, case: Case, *, asked_by: UUID | None) -> None:
    """Whoever asked for it may think better of it; else an intake holder says no."""
    check_can_ask_to_erase(actor, case)
    if actor.person_id != asked_by:
        check_can_agree_to_erase(actor, case)


def check_can_keep_light_notes(actor: Actor) -> None:
    if actor.institution_id is None or not actor.may("case:write"):
        raise Denied(_("Only people who lead the files of this institution write in them."))


def check_can_end_light_note(actor: Actor, note: LightNote) -> None:
    """A colleague who keeps such notes, or the job that ends what nobody renewed."""
    if actor.is_system:
        return
    check_can_keep_light_notes(actor)
    if note.institution_id != actor.institution_id:
        raise Denied(_("Only the institution that keeps this note may end it."))
