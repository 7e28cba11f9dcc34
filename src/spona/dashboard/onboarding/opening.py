"""Step 7: the conditions and the two signatures, beside what Spona itself sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.dashboard.onboarding.step import Line, Links, Step, day_year
from spona.dashboard.overview.check import Ready, first
from spona.directory.models import (
    ON_PAPER,
    CaseworkConfirmation,
    ConditionCode,
    Network,
    OnboardingCondition,
)
from spona.directory.opening_conditions import ways
from spona.directory.queries import network_members
from spona.directory.row_integrity import only_latest

# What Spona sees of a condition stands in an earlier step.
_SEEN_IN: Final[dict[str, str]] = {
    ConditionCode.INTAKE_HOLDERS: "keys",
    ConditionCode.PAPER_KEYS: "keys",
    ConditionCode.DUTY_NUMBERS: "duty",
}


def step(network: Network, earlier: Mapping[str, Step]) -> Step:
    if network.casework_open:
        lines: tuple[Line, ...] = (_open(network),)
    else:
        conditions = _conditions(network, earlier)
        left = next((one for one in conditions if not one.ok), None)
        lines = (*conditions, *_signatures(network, left))
    lead = (
        _("Reports and messages may arrive. What is left in the other steps is done meanwhile.")
        if network.casework_open
        else _(
            "Until then the network works without personal data: meetings, plan, trainings. "
            "Nothing can be sent, no file opened, no message received."
        )
    )
    return Step("opening", lead, lines)


def _open(network: Network) -> Line:
    since = network.casework_opened_at
    assert since is not None
    said = _("Open since %(day)s %(year)s.") % day_year(since)
    return Line(Ready.DONE, _("Casework is open in this network."), said, links=_there(network))


def _there(network: Network) -> Links:
    return ((reverse("directory:casework", args=[network.slug]), _("Conditions and confirmation")),)


def _conditions(network: Network, earlier: Mapping[str, Step]) -> list[Line]:
    met = {row.code: row for row in only_latest(network.conditions.all())}
    known = ways(network)
    lines = []
    for code, label in ConditionCode.choices:
        row = met.get(code)
        said = " · ".join(filter(None, (_met(row), _seen(code, earlier))))
        if row is not None:
            lines.append(Line(Ready.DONE, str(label), said))
            continue
        who = " ".join(str(one) for one in known[code].who)
        links = (*known[code].links, *_draft(code, network), *_there(network))
        seen = earlier.get(_SEEN_IN.get(code, ""))
        if seen is not None and not seen.is_done:
            there = reverse("dashboard:start_step", args=[network.slug, seen.name])
            said, links = first(seen.title), ((there, seen.title), *links)
            lines.append(Line(Ready.CANNOT_YET, str(label), said, who, links))
            continue
        lines.append(Line(Ready.NOT_YET, str(label), said, who, links))
    return lines


def _draft(code: str, network: Network) -> Links:
    """Of what is signed on paper there is a draft."""
    if code not in ON_PAPER:
        return ()
    return ((reverse("dashboard:papers", args=[network.slug]), _("Draft, to print")),)


def _met(row: OnboardingCondition | None) -> str:
    if row is None:
        return _("not met")
    said = _("met on %(day)s %(year)s") % day_year(row.done_on)
    if row.document:
        said += " · " + _("document %(number)s") % {"number": row.document}
    return said


def _seen(code: str, earlier: Mapping[str, Step]) -> str:
    """A tick is the word of a person; what Spona sees itself stands beside it."""
    step = earlier.get(_SEEN_IN.get(code, ""))
    if step is None:
        return ""
    if not step.is_done:
        return _("Spona sees: not everything of “%(step)s” is there") % {"step": step.title}
    return _("Spona sees: %(seen)s") % {"seen": step.seen} if step.seen else ""


def _signatures(network: Network, left: Line | None) -> list[Line]:
    """`left`: the first condition that is not met; before it is, nobody signs."""
    signed = {row.part: row for row in only_latest(network.confirmations.select_related("person"))}
    lines = []
    for part, label in CaseworkConfirmation.Part.choices:
        row = signed.get(part)
        title = _("Confirmed by: %(role)s") % {"role": label}
        if row is not None:
            lines.append(Line(Ready.DONE, title, row.person.shown_name))
            continue
        named = ", ".join(one.person.shown_name for one in network_members(network, part))
        who = _("Each of the two confirms for themselves, with their second factor.")
        said = named or _("nobody named yet")
        if left is not None:
            said = first(left.title)
            lines.append(Line(Ready.CANNOT_YET, title, said, who, left.links[:1]))
            continue
        lines.append(Line(Ready.NOT_YET, title, said, who, _there(network)))
    return lines
