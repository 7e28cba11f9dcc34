"""Who writes agreements down, and what an agreement can be. Each refusal says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.consent.details import Details
from spona.cases.consent.words import HOW, WHO
from spona.directory.models import Institution
from spona.reference.models.signed import check_is_ours

# Longer than this is a mistyped year, not an agreement.
LONGEST = dt.timedelta(days=5 * 366)


def check_can_keep(actor: Actor, case: Case) -> None:
    """People who lead the files of the institution that owns it, while it is open."""
    check_can_end(actor, case)
    if case.closed_at is not None:
        raise Denied(_("This file is closed."))


def check_can_end(actor: Actor, case: Case) -> None:
    """As for keeping, and when the file is closed too: what a person gave, they may take back."""
    check_is_ours(case)
    if actor.institution_id != case.owner_institution_id or not actor.may("case:write"):
        raise Denied(_("Only people who lead the files of this institution write this down."))


def check_can_agree(case: Case, recipient: Institution, parts: Sequence[str]) -> None:
    if recipient.pk == case.owner_institution_id:
        raise Denied(_("This is your own institution. Choose another one."))
    if not parts:
        raise Denied(_("Tick what the person agreed to. Without a part nothing may go."))


def check_details(details: Details, *, child: bool) -> None:
    if not details.purpose.strip():
        raise Denied(_("Write what it is for. The person agrees to a purpose, not to a form."))
    if details.how not in HOW:
        raise Denied(_("Choose how the agreement was given."))
    check_who(details, child=child)


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
    if details.who not in WHO:
        raise Denied(_("Choose who agreed."))
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
