"""By when a report or a message is read: by its own deadline, in words for its writer.

Only what the network or an act has adopted is promised; a proposed time is called one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona import deadlines
from spona.cases.fields.codes import URGENCY, word
from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.deadlines.due import due
from spona.deadlines.durations import hour_words
from spona.deadlines.late import instant_has_passed
from spona.deadlines.models import Deadline, Rule, Unit
from spona.deadlines.queries import pick_among, rules_for
from spona.deadlines.working_days import Calendar, calendar_of
from spona.directory.models import Institution, Network
from spona.tipline.models import Tip
from spona.tipline.waiting import MESSAGE_DEADLINE, running_deadlines
from spona.ui.days import until_weekday


@dataclass(frozen=True, slots=True)
class ReadBy:
    """`day` as it stands after "until", empty where there is no deadline. `late`: it has passed,
    and somebody had adopted it; `passed`: it has passed.
    """

    sentence: str
    day: str = ""
    binding: bool = False
    passed: bool = False

    @property
    def late(self) -> bool:
        return self.passed and self.binding


def read_by(deadline: Deadline | None) -> ReadBy:
    """What the deadline of a report says that was sent."""
    if deadline is None or deadline.rule is None or deadline.due_at is None:
        return ReadBy(_no_deadline())
    passed = instant_has_passed(deadline.due_at, deadlines.now())
    return _said(deadline.rule, deadline.due_at, calendar_of(deadline.network), passed=passed)


def read_by_if_sent_now(recipient: Institution, network: Network) -> dict[str, str]:
    """Each urgency as a choice that says by when it is read, if it is sent now."""
    calendar, now = calendar_of(network), deadlines.now()
    rules = rules_for(ANSWER_DEADLINE, network.pk)
    found = {}
    for urgency in URGENCY:
        rule = pick_among(rules, recipient.sector, urgency, calendar.day_of(now))
        found[urgency] = _choice(urgency, rule, now, calendar)
    return found


def message_if_sent_now(network: Network, readers: Iterable[Institution]) -> ReadBy:
    """Of a message without a name: by the last of the deadlines of those who read here."""
    calendar, now = calendar_of(network), deadlines.now()
    rules, found = rules_for(MESSAGE_DEADLINE, network.pk), []
    for sector in sorted({one.sector for one in readers}):
        rule = pick_among(rules, sector, "", calendar.day_of(now))
        found.append((rule, due(rule, now, calendar) if rule else None))
    return _latest(found, calendar)


def message(tip: Tip) -> ReadBy:
    """Of a message that was sent and that nobody has read yet."""
    rows = tip.addressees.filter(ended_at=None)
    running = running_deadlines(rows)
    deadline_of = [running.get(one.pk) for one in rows]
    found = [(one.rule, one.due_at) if one else (None, None) for one in deadline_of]
    return _latest(found, calendar_of(tip.network))


def _latest(found: list[tuple[Rule | None, datetime | None]], calendar: Calendar) -> ReadBy:
    """What holds whoever of them reads it: the last day, promised only where all have adopted."""
    dated = [(rule, at) for rule, at in found if rule is not None and at is not None]
    if not dated or len(dated) < len(found):
        return ReadBy(_no_deadline())
    # One that was only proposed says so for all of them.
    rule, _at = min(dated, key=lambda one: (one[0].binding, one[0].unit != Unit.HOURS))
    at = max(at for _rule, at in dated)
    return _said(rule, at, calendar, passed=instant_has_passed(at, deadlines.now()))


def _choice(urgency: str, rule: Rule | None, now: datetime, calendar: Calendar) -> str:
    says = word(URGENCY, urgency)
    if rule is None:
        return says
    day = _day(rule, due(rule, now, calendar), calendar)
    if rule.binding:
        return _("%(urgency)s. Read by %(day)s.") % {"urgency": says, "day": day}
    return _("%(urgency)s. Proposed: read by %(day)s.") % {"urgency": says, "day": day}


def _said(rule: Rule, due_at: datetime, calendar: Calendar, *, passed: bool) -> ReadBy:
    day = _day(rule, due_at, calendar)
    if passed:
        sentence = _("It should have been read by %(day)s. Do not wait: call.")
    elif rule.binding:
        sentence = _(
            "It is read by %(day)s at the latest. If it is not, the coordinator of the network "
            "is told."
        )
    else:
        sentence = _(
            "It should be read by %(day)s. The network has only proposed this time, so call if it "
            "cannot wait."
        )
    return ReadBy(sentence % {"day": day}, day, rule.binding, passed)


def _no_deadline() -> str:
    return _("The network has set no time by which it is read. Call if it cannot wait.")


def _day(rule: Rule, due_at: datetime, calendar: Calendar) -> str:
    """With the hour where the rule counts hours; a day ends with its last one."""
    local = calendar.local(due_at)
    day = until_weekday(local.date())
    if rule.unit != Unit.HOURS:
        return day
    return pgettext("until a day and time", "%(day)s at %(time)s") % {
        "day": day, "time": hour_words(local),
    }  # fmt: skip
