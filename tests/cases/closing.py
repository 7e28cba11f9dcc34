"""What the tests of closing share: everything that is said of one, and its form as it is sent."""

from __future__ import annotations

from dataclasses import replace

from spona.cases.case.models import Case
from spona.cases.closure import actions
from spona.cases.closure.actions import Sent
from spona.cases.closure.codes import PILLARS, QUESTIONS
from spona.cases.closure.documents import EndedStep, Said
from spona.cases.closure.queries import ending_steps, section_of

WORDS = "Никоме ово не говорите"
SUMMARY = "Сажетак Тајновита"
STEP = "Корак Невидљива"


def said(case, **more):
    """Everything that is needed, with words in every place that has some."""
    steps = tuple(
        EndedStep(str(one.pk), str(one.what.title), "nobody", STEP) for one in ending_steps(case)
    )
    whole = Said(
        reasons=("needs_met", "moved"),
        reasons_more="Разлог Сакривена",
        pillars=dict.fromkeys(PILLARS, "yes") | {"justice": "not_sure"},
        steps=steps,
        answers=dict.fromkeys(QUESTIONS, "yes") | {"knew": "not_asked"},
        own_words=WORDS,
        told=("person",),
        told_how="razgovorom",
        may_return="yes",
        summary=SUMMARY,
    )
    return replace(whole, **more)


def revision_of(case):
    found = section_of(case)
    return found.revision if found else 0


def asked(case, *, by, to, **more):
    sent = Sent(said(case, **more), to.member if to else None)
    actions.ask_to_close(case, sent, revision=revision_of(case), **by.can)
    return case


def closed(case, *, by, second):
    asked(case, by=by, to=second)
    return actions.confirm_closing(case, **second.can)


def fresh(case):
    return Case.objects.select_related("owner_institution", "network__town", "box").get(pk=case.pk)


def form_of(case, to=None, **more):
    """As a browser sends it."""
    data = {
        "reasons": ["needs_met"],
        "own_words": WORDS,
        "told": ["person"],
        "told_how": "razgovorom",
        "may_return": "yes",
        "summary": SUMMARY,
        "to": str(to.member.pk) if to else "",
    }
    data |= {f"pillar_{key}": "yes" for key in PILLARS}
    data |= {f"answer_{key}": "no" for key in QUESTIONS}
    for one in ending_steps(case):
        data |= {f"step_{one.pk}": "other", f"words_{one.pk}": STEP}
    return data | more
