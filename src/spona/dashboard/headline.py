"""The title of a desk is its answer: how much waits, how much of it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from spona.dashboard.keys import KeyNote
from spona.dashboard.number_words import deadlines, sentence, things
from spona.dashboard.onboarding.way import Way


@dataclass(frozen=True, slots=True)
class Answer:
    """`title` and `late` are one sentence; `late` is its red end, empty where nothing is late."""

    title: str
    late: str
    lead: str


def before_all(notes: Sequence[KeyNote], ways: Sequence[Way]) -> Answer | None:
    """What comes before any work: an institution where nobody can open, a signature asked for."""
    for note in notes:
        if note.grave:
            return Answer(note.title, "", note.text)
    asked = next((way for way in ways if way.asks), None)
    if asked is None:
        return None
    return Answer(_("Your confirmation is asked."), "", asked.network.short_name)


def of_person(*, due: int, late: int, ahead: int, awaited: int) -> Answer:
    """`due`: for today, late or without a deadline; `ahead`: the rest of the same list. `awaited`:
    what others owe an answer, which a list of its own counts; said only to whom nothing waits for.
    """
    if due:
        # So the numbers of the sentence make up that of the list.
        return Answer(_ending(_due(due), late), _late_of(due, late), _ahead(ahead))
    lead = [_("What is below has time.")] if ahead else []
    if awaited:
        lead.append(_sent(awaited))
    if not lead:
        lead = [_("A new task appears here, and as a notice.")]
    return Answer(_("Nothing waits for you today."), "", " ".join(lead))


def of_queue(*, arrived: int, late: int, due: int) -> Answer:
    """For intake holders, when something has arrived that nobody has taken."""
    text = ngettext(
        "%(n)s thing has arrived that nobody has taken",
        "%(n)s things have arrived that nobody has taken",
        arrived,
    )
    lead = sentence(_due(due)) + "." if due else ""
    return Answer(_ending(sentence(text % {"n": things(arrived)}), late), _late(late), lead)


def of_network(*, late: int, waiting: int, nobodys: Sequence[str]) -> Answer:
    """For a coordinator. `nobodys`: what the list of that name says, the gravest first."""
    rest, *more = nobodys or [_("Every job and every seat has an owner.")]
    if waiting:
        lead = [_awaited(waiting), *more]
    else:
        calm = _("Nothing that was sent waits for an answer. That is no mark, good or bad.")
        lead = [calm, *more]
    if not late:
        return Answer(_("Nothing is late.") + " " + rest, "", " ".join(lead))
    text = ngettext("%(n)s deadline has passed.", "%(n)s deadlines have passed.", late)
    return Answer(rest, sentence(text % {"n": deadlines(late)}), " ".join(lead))


def _due(n: int) -> str:
    text = ngettext("today %(n)s thing waits for you", "today %(n)s things wait for you", n)
    return sentence(text % {"n": things(n)})


def _late(n: int) -> str:
    if not n:
        return ""
    text = npgettext("end of a sentence", "%(n)s is late.", "%(n)s are late.", n)
    return text % {"n": things(n)}


def _late_of(due: int, late: int) -> str:
    if late and late == due:
        return ngettext("and it is late.", "and all are late.", late)
    return _late(late)


def _ahead(n: int) -> str:
    if not n:
        return ""
    text = ngettext("%(n)s more thing has time.", "%(n)s more things have time.", n)
    return sentence(text % {"n": things(n)})


def _sent(n: int) -> str:
    text = ngettext(
        "You wait for an answer to %(n)s thing that you sent.",
        "You wait for an answer to %(n)s things that you sent.",
        n,
    )
    return sentence(text % {"n": things(n)})


def _awaited(n: int) -> str:
    text = ngettext("%(n)s thing waits for an answer.", "%(n)s things wait for an answer.", n)
    return sentence(text % {"n": things(n)})


def _ending(text: str, late: int) -> str:
    return text + ("," if late else ".")
