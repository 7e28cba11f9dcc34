"""What somebody finds behind their personal link on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from spona.training.models import Certificate, FollowUp, Moment, Participant, Sheet
from spona.training.questions import asked_in


def own_page(participant: Participant, day: dt.date) -> dict[str, Any]:
    """Context of the page: the session, what is open now, the result, the certificate."""
    session = participant.session
    sheets = {one.moment: one for one in participant.sheets.all()}
    stands = participant.withdrawn_at is None and not participant.waiting
    post = sheets.get(Moment.POST)
    return {
        "participant": participant,
        "session": session,
        "practice": session.network.practice,
        "days": list(session.days.all()),
        "pre_open": stands and not sheets and session.takes_pre(day) and _asks(participant, "pre"),
        "post_open": stands
        and post is None
        and session.takes_post(day)
        and _asks(participant, "post"),
        "pre": sheets.get(Moment.PRE),
        "post": post,
        "review": review(post) if post else [],
        "feedback_open": stands and not participant.gave_feedback and session.takes_post(day),
        "follow_ups": list(
            FollowUp.objects.filter(participant=participant, answered_at=None, until__gte=day)
        ),
        "certificate": Certificate.objects.filter(participant=participant).first(),
        "materials": list(session.module.materials.filter(ended_at=None)) if stands else [],
        "may_leave": participant.withdrawn_at is None
        and session.is_open
        and not session.begun(day),
    }


def _asks(participant: Participant, moment: str) -> bool:
    return bool(asked_in(participant.session.module, moment))


def review(sheet: Sheet) -> list[dict[str, Any]]:
    """Each question with what was ticked and what is right; empty once those are forgotten."""
    module = sheet.participant.session.module
    questions = {str(one.pk): one for one in module.questions.all()}
    rows = []
    for ident, ticked in sheet.answers.items():
        one = questions.get(ident)
        if one is None:
            continue
        options = [
            {"text": option["text"], "right": option["right"], "ticked": at in ticked}
            for at, option in enumerate(one.options)
        ]
        rows.append({"question": one, "options": options, "right": set(ticked) == one.right})
    return sorted(rows, key=lambda row: row["question"].number)
