"""Who writes agreements down, and what an agreement can be. Each refusal says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.consent.answers import Answers, is_for, refusals, refused_for
from spona.cases.consent.details import TELL_WHO, Details
from spona.cases.consent.words import HOW, WHO
from spona.directory.models import Institution
from spona.reference.models.signed import verify_rows

# Longer than this is a mistyped year, not an agreement.
LONGEST = dt.timedelta(days=5 * 366)


def check_can_keep(actor: Actor, case: Case) -> None:
    """People who lead the files of the institution that owns it, while it is open."""
    check_can_end(actor, case)
    if case.closed_at is not None:
        raise Denied(_("This file is closed."))


def check_can_end(actor: Actor, case: Case) -> None:
    """As for keeping, and when the file is closed too: what a person gave, they may take back."""
    verify_rows(case)
    if actor.is_system and actor.may("ending:replay"):
        return
    if actor.institution_id != case.owner_institution_id or not actor.may("case:write"):
        raise Denied(_("Only people who lead the files of this institution write this down."))


def check_can_agree(
    case: Case, recipient: Institution, parts: Sequence[str], refused: Sequence[str]
) -> None:
    if recipient.pk == case.owner_institution_id:
        raise Denied(_("This is your own institution. Choose another one."))
    if not parts and not refused:
        raise Denied(_("Tick what the person agreed to, or what they did not agree to."))
    if set(parts) & set(refused):
        raise Denied(_("The same part cannot be both. Tick it once."))


def check_details(details: Details, *, child: bool, agreed: bool) -> None:
    """`agreed`: there is a yes in it. A no may be said by anybody, a child too."""
    if not details.purpose.strip():
        raise Denied(_("Write what it is for. The person agrees to a purpose, not to a form."))
    if details.how not in HOW:
        raise Denied(_("Choose how the answer was given."))
    if details.who not in WHO:
        raise Denied(_("Choose who answered."))
    if agreed:
        check_who(details, child=child)


def check_not_agreed_today(
    answers: Answers,
    recipient: Institution,
    refused: Sequence[str],
    today: dt.date,
    *,
    mark: str = "",
) -> None:
    """A no beside a yes that holds would leave with the recipient what was sent on the yes."""
    no = {*refused, *(TELL_WHO if "who" in refused else ())}
    for row, _details in answers:
        holds = is_for(row, recipient, mark) and row.lasts_on(today)
        if holds and (row.agreed or frozenset()) & no:
            raise Denied(
                _(
                    "The person has agreed to this for this institution before. First write down "
                    "that they do not agree any more: then what was sent closes too."
                )
            )


def check_who_is_not_refused(
    case: Case,
    answers: Answers,
    recipient: Institution,
    parts: Sequence[str],
    refused: Sequence[str],
    *,
    mark: str = "",
) -> None:
    """No yes to what tells who the person is while the answer to that is no."""
    if "who" in parts or not set(parts) & set(TELL_WHO):
        return
    said_no = refusals(answers, case.network)
    if "who" in refused or refused_for(said_no, recipient, ["who"], mark=mark):
        raise Denied(
            _(
                "The person does not agree that this institution learns who they are, and papers "
                "and the people around them tell it too. Ask about that first, or leave them out."
            )
        )


def check_days(starts_on: dt.date, ends_on: dt.date | None, today: dt.date) -> None:
    """An end before the beginning, an agreement that is over already, a mistyped year."""
    if ends_on is not None and ends_on < starts_on:
        raise Denied(_("The agreement ends before it begins. Check the two days."))
    if ends_on is not None and ends_on < today:
        raise Denied(_("This agreement is over already. Ask the person again."))
    last = ends_on or starts_on
    if starts_on < today - LONGEST or last > today + LONGEST:
        raise Denied(_("Check the year: this day is too far away."))


def check_who(details: Details, *, child: bool) -> None:
    """A child does not agree alone, and a guardian only after the question of collision."""
    if details.who == "person":
        if child:
            raise Denied(
                _(
                    "For a child, or while the age is not known, a guardian agrees too. Write down "
                    "what the child says, and who agreed."
                )
            )
        return
    if details.conflict not in ("yes", "no", "not_sure"):
        raise Denied(_("Say first whether the guardian's interests and the child's may collide."))
    # As on the page of the file: while nobody knows, the child's side counts.
    if details.who == "guardian" and details.conflict != "no":
        raise Denied(
            _(
                "This guardian cannot agree here. Ask the guardianship authority for a temporary "
                "or collision guardian."
            )
        )
