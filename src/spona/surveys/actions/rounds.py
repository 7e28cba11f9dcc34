"""A round is made, tried out, opened and closed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Network
from spona.reference.reference_codes import SYMBOLS
from spona.reference.words import Words
from spona.surveys.models import LATE_PHONES, Round, RoundOwner, State
from spona.surveys.permissions import check_can_make, check_can_run, check_moves
from spona.vault import actions as vault
from spona.vault.queries import analysts

MOST_OWNERS: Final = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """What is said of a round before it begins; it stands on the first page of who is asked."""

    title: Words
    asked: str
    opens_on: dt.date
    closes_on: dt.date
    destroy_on: dt.date
    purpose: Words = field(default_factory=Words)
    asked_by: str = ""
    consent: Words = field(default_factory=Words)
    public: bool = False


def make_round(
    outline: Outline,
    *,
    network: Network,
    institution: Institution,
    owners: Collection[Member],
    by: Actor,
) -> Round:
    """A draft with a key of its own, wrapped to its owners, who are analysts of the network.

    Denied, beside the field, for days that do not follow on each other and for other owners.
    """
    check_can_make(by, network)
    # Whoever has a role in a network acts in a membership.
    assert by.member_id is not None
    _check_days(outline)
    _check_sits(institution, network)
    _check_owners(owners, network)
    with audit.transaction() as log:
        code = _free_code()
        box, public = vault.create_key_box(
            "round",
            readers=[
                vault.to_account(one.person.account_id, member_of=one.institution_id)
                for one in owners
                if one.person.account_id is not None
            ],
            by=by,
            reference=code,
        )
        made = Round.objects.create(
            code=code,
            network=network,
            institution=institution,
            title=outline.title,
            purpose=outline.purpose,
            asked=outline.asked,
            asked_by=outline.asked_by,
            consent=outline.consent,
            public=outline.public,
            opens_on=outline.opens_on,
            closes_on=outline.closes_on,
            destroy_on=outline.destroy_on,
            made_by_id=by.member_id,
            box=box,
            public_key=public,
        )
        for one in owners:
            RoundOwner.objects.create(round=made, member=one)
        log.record(
            "survey_round:made",
            by=by,
            subject=made.subject,
            detail={"code": code, "owners": len(owners)},
        )
    return made


def note_tried(found: Round, *, by: Actor) -> Round:
    """Somebody has filled the form to its end without keeping it; once is enough."""
    check_can_run(by, found)
    with audit.transaction() as log:
        row = locked(found)
        if row.state == State.DRAFT:
            row.state = State.TESTED
            row.save(update_fields=["state"])
            log.record("survey_round:tried", by=by, subject=row.subject)
    return row


def open_round(found: Round, *, by: Actor) -> Round:
    """From now on, on its days, answers are taken. Denied before anybody has tried it out."""
    check_can_run(by, found)
    with audit.transaction() as log:
        row = locked(found)
        if row.state == State.DRAFT:
            raise Denied(_("Fill it in once yourself before others do: press Try it out."))
        check_moves(row, State.OPEN)
        if row.closes_on < today():
            raise Denied(_("Its last day is over. Make a new one with other days."))
        row.state = State.OPEN
        # From here on it stands in what people read before they answer.
        row.readers_told = row.owners.count()
        row.save(update_fields=["state", "readers_told"])
        log.record("survey_round:opened", by=by, subject=row.subject)
    return row


def close_round(found: Round, *, late_phones: bool, by: Actor) -> Round:
    """The browser takes no more; with `late_phones` devices may send for three days more."""
    check_can_run(by, found)
    with audit.transaction() as log:
        row = locked(found)
        to = State.CLOSING if late_phones and row.state == State.OPEN else State.CLOSED
        check_moves(row, to)
        row.state, row.closed_on = to, row.closed_on or today()
        row.save(update_fields=["state", "closed_on"])
        log.record("survey_round:closed", by=by, subject=row.subject, detail={"state": str(to)})
    return row


def close_due(*, by: Actor) -> int:
    """Rounds whose last day is over, and late phones whose time is; return how many moved."""
    day = today()
    over = Round.objects.filter(state=State.OPEN, closes_on__lt=day)
    late = Round.objects.filter(state=State.CLOSING, closed_on__lt=day - LATE_PHONES)
    moved = 0
    for one in [*over, *late]:
        # What was written past Spona stays as it is: `doctor` names it.
        if one.has_valid_mac():
            close_round(one, late_phones=True, by=by)
            moved += 1
    return moved


def locked(found: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=found.pk)


def _check_days(outline: Outline) -> None:
    if outline.closes_on < outline.opens_on:
        raise Denied(_("The last day comes before the first one."), field="closes_on")
    if outline.closes_on < today():
        raise Denied(_("This day is over. Choose one to come."), field="closes_on")
    if outline.destroy_on <= outline.closes_on + LATE_PHONES:
        raise Denied(
            _("Choose a day at least four days after the last one: phones may send so long."),
            field="destroy_on",
        )
    if outline.destroy_on > outline.closes_on + dt.timedelta(days=366):
        raise Denied(
            _("Single answers are kept for a year at the most. Choose an earlier day."),
            field="destroy_on",
        )


def _check_sits(institution: Institution, network: Network) -> None:
    if not Institution.objects.filter(pk=institution.pk, seats__network=network).exists():
        raise Denied(
            _("This institution does not sit in the network. Choose another one."),
            field="institution",
        )


def _check_owners(owners: Collection[Member], network: Network) -> None:
    able = {one.pk for one in analysts(network.pk)}
    if not owners or len(owners) > MOST_OWNERS or not {one.person_id for one in owners} <= able:
        raise Denied(
            _("Name one to three analysts of the network: they alone read single answers."),
            field="owners",
        )


def _free_code() -> str:
    while True:
        drawn = "".join(secrets.choice(SYMBOLS) for _n in range(8))
        code = f"{drawn[:4]}-{drawn[4:]}"
        if not Round.objects.filter(code=code).exists():
            return code
