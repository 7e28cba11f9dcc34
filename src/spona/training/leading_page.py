"""What whoever leads a session finds on its page: people, tests, attendance, what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from spona.directory.queries import institution_choices
from spona.reference.scripts import fold
from spona.training.forms import AddForm, AttendanceForm
from spona.training.links import personal_path
from spona.training.models import Attendance, Certificate, Moment, Participant, Session, Sheet
from spona.training.questions import asked_in


@dataclass(slots=True)
class Line:
    """One person: `twice` where that name of that institution stands there more than once."""

    person: Participant
    twice: bool
    pre: Sheet | None
    post: Sheet | None
    there: list[bool | None]
    certificate: Certificate | None
    url: str
    more: bool


def leading_page(session: Session, day: dt.date) -> dict[str, Any]:
    """A fixed number of queries, however many people there are."""
    rows = list(
        session.participants.standing().select_related(
            "institution", "certificate", "member__person"
        )
    )
    days = list(session.days.all())
    sheets = {
        (one.participant_id, one.moment): one for one in Sheet.objects.filter(participant__in=rows)
    }
    attended = {
        (one.participant_id, one.day_id): one.present
        for one in Attendance.objects.filter(participant__in=rows)
    }
    names = Counter((fold(one.name), one.institution_id) for one in rows)
    lines = [
        Line(
            one,
            names[fold(one.name), one.institution_id] > 1,
            sheets.get((one.pk, Moment.PRE)),
            sheets.get((one.pk, Moment.POST)),
            [attended.get((one.pk, each.pk)) for each in days],
            getattr(one, "certificate", None),
            personal_path(one),
            session.is_open
            or one.member_id is None
            or day <= session.last_answers
            or hasattr(one, "certificate"),
        )
        for one in rows
    ]
    placed = [one for one in rows if not one.waiting]
    written = {each for _person, each in attended}
    return {
        "lines": [one for one in lines if not one.person.waiting],
        "gone": list(
            session.participants.exclude(withdrawn_at=None).select_related("institution")
        )
        if session.is_open
        else [],
        "waiting": [one for one in lines if one.person.waiting],
        "add_form": AddForm(institutions=institution_choices(session.network))
        if session.is_open
        else None,
        "attendance": [
            (
                each,
                each.pk in written,
                AttendanceForm(
                    people=placed,
                    initial={"present": [str(p) for (p, d), here in attended.items()
                                         if here and d == each.pk]},
                    auto_id=f"id_{each.pk.hex}_%s",
                ),
            )
            for each in days
            if session.is_open and each.day <= day and placed
        ],
        "missing_days": [each for each in days if each.pk not in written],
        "can_close": session.is_open and session.last_day <= day,
        "has_pre": bool(asked_in(session.module, Moment.PRE)),
        "has_post": bool(asked_in(session.module, Moment.POST)),
        "types_tests": session.cancelled_at is None and day <= session.last_answers,
        "join_url": settings.SPONA_URL
        + reverse("training:join", args=["sr-latn", session.link]),
    }  # fmt: skip
