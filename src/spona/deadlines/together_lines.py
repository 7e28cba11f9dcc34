"""A line of the list that is proposed or adopted at once: everything that it would decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.deadlines.models import Rule
from spona.deadlines.words import about, event_words, time_given
from spona.directory.models import Network
from spona.reference.models import Code, Proposal
from spona.reference.templatetags.scripts import in_script
from spona.reference.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """`facts`: what for, for whom, how long, by whom. The words alone are whatever somebody wrote.

    `as_it_stood`: word for word what came with Spona, so that nothing is hidden in it.
    """

    value: str
    words: str
    facts: tuple[str, ...]
    url: str
    as_it_stood: bool = True


def rule_lines(rows: Sequence[Rule], network: Network) -> list[Line]:
    sectors, urgencies = Code.objects.labels("sector"), Code.objects.labels("urgency")
    return [
        Line(
            str(row.pk),
            str(row.words),
            (event_words(row.event), about(row, sectors, urgencies), _given(row.amount, row.unit)),
            reverse("deadlines:rule", args=[network.slug, row.key]),
        )
        for row in rows
    ]


def line_of(row: Proposal, network: Network) -> Line:
    """Against the rule that was looked at; a new one says all that it would be."""
    before = Rule.objects.filter(pk=row.base).first() if row.base else None
    change = row.change
    url = reverse("deadlines:proposal", args=[network.slug, row.pk])
    by = _("proposed by %(name)s") % {"name": in_script(row.proposer_name)}
    if change["what"] == "end":
        words = str(before.words) if before else row.subject
        return Line(str(row.pk), words, (_("it would end"), by), url, as_it_stood=False)
    after = Rule(**{name: change[name] for name in ("event", "sector", "urgency")})
    whom = about(after, Code.objects.labels("sector"), Code.objects.labels("urgency"))
    old = _given(before.amount, before.unit) if before else ""
    new = _given(change["amount"], change["unit"])
    same = before is not None and before.network_id is None and _says(before) == _says_of(change)
    time = new if old in ("", new) else f"{old} → {new}"
    kind = () if before else (_("new"),)
    facts = (*kind, event_words(change["event"]), whom, time, by)
    return Line(str(row.pk), str(Words(change["words"])), facts, url, as_it_stood=same)


def _given(amount: int, unit: str) -> str:
    return str(time_given(amount, unit))


def _says(rule: Rule) -> tuple[object, ...]:
    return (dict(rule.words), rule.amount, rule.unit, rule.source, rule.counts_as_late)


def _says_of(change: dict[str, object]) -> tuple[object, ...]:
    return tuple(change[name] for name in ("words", "amount", "unit", "source", "counts_as_late"))
