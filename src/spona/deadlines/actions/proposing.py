"""Somebody proposes how much time there is for something in a network; nothing changes yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.models import Rule, Unit
from spona.deadlines.permissions import check_can_propose_rule, check_within_the_acts
from spona.deadlines.queries import acts_over, adopters_of, known_events
from spona.directory.actions.telling import tell
from spona.directory.models import Network
from spona.reference.actions import propose
from spona.reference.models import Certainty, Proposal, verify_rows
from spona.reference.models.proposals import RULE
from spona.reference.words import Words

_STAYS = ("event", "sector", "urgency")


def propose_rule(
    rule: Rule,
    *,
    network: Network,
    amount: int,
    unit: str,
    words: dict[str, str],
    source: str,
    by: Actor,
    counts_as_late: bool = True,
) -> Proposal:
    """That `rule` holds in `network`, as it is or with another length or words.

    What it is about never changes: another event, sector or urgency is another rule. Where
    the rule is an act, the time may be shortened only.
    """
    check_can_propose_rule(by, network)
    with audit.transaction():
        made = _change(
            rule, network=network, amount=amount, unit=unit, words=words, source=source, by=by,
            counts_as_late=counts_as_late,
        )  # fmt: skip
        _ask_to_adopt(network, by)
    return made


def _change(
    rule: Rule,
    *,
    network: Network,
    amount: int,
    unit: str,
    words: dict[str, str],
    source: str,
    by: Actor,
    counts_as_late: bool,
) -> Proposal:
    verify_rows(rule)
    says: dict[str, Any] = {
        "amount": amount, "unit": str(Unit(unit)), "counts_as_late": counts_as_late,
        "words": {**rule.words, **words}, "source": source.strip(),
    }  # fmt: skip
    acts = acts_over(rule.event, rule.sector, rule.urgency)
    check_within_the_acts(acts, amount=amount, unit=unit)
    if rule.network_id == network.pk and all(getattr(rule, name) == says[name] for name in says):
        raise Denied(_("Nothing was changed."))
    about = {name: getattr(rule, name) for name in _STAYS} | {"certainty": rule.certainty}
    return _propose(rule.key, {"what": "change", **about, **says}, str(rule.pk), network, by)


def propose_as_they_are(rules: Iterable[Rule], *, network: Network, by: Actor) -> list[Proposal]:
    """That the network adopts these rules word for word: all of them, or none where one is refused.

    Each says its own source, so that the list of a first meeting is proposed in one step.
    """
    check_can_propose_rule(by, network)
    with audit.transaction():
        made = [
            _change(
                rule, network=network, amount=rule.amount, unit=rule.unit, words={},
                source=rule.source, counts_as_late=rule.counts_as_late, by=by,
            )
            for rule in rules
        ]  # fmt: skip
        _ask_to_adopt(network, by)
    return made


def propose_new_rule(
    *,
    network: Network,
    event: str,
    sector: str,
    urgency: str,
    amount: int,
    unit: str,
    words: dict[str, str],
    source: str,
    by: Actor,
) -> Proposal:
    """A deadline for something that has none yet in this sector or urgency."""
    check_can_propose_rule(by, network)
    if event not in known_events():
        raise Denied(_("Spona starts no clock for that. Choose from the list."))
    check_within_the_acts(acts_over(event, sector, urgency), amount=amount, unit=unit)
    key = "-".join(["own", *(slugify(part) for part in (event, sector, urgency) if part)])
    if Rule.objects.filter(key=key, network=network, valid_to=None).exists():
        raise Denied(_("The network has a rule for that. Propose a change of it."))
    change = {
        "what": "new", "event": event, "sector": sector, "urgency": urgency, "amount": amount,
        "unit": str(Unit(unit)), "counts_as_late": True, "words": words,
        "source": source.strip(), "certainty": str(Certainty.CONFIRMED),
    }  # fmt: skip
    with audit.transaction():
        made = _propose(key, change, "", network, by)
        _ask_to_adopt(network, by)
    return made


def propose_rule_end(rule: Rule, *, network: Network, why: str, by: Actor) -> Proposal:
    """The network's own rule ends; what holds for everybody, if anything, holds again."""
    check_can_propose_rule(by, network)
    if rule.network_id != network.pk or rule.valid_to is not None:
        raise Denied(_("Only a rule of the network itself can be ended by it."))
    verify_rows(rule)
    if not why.strip():
        raise Denied(_("Write why the rule ends."))
    with audit.transaction():
        change = {"what": "end", "source": why.strip()}
        made = _propose(rule.key, change, str(rule.pk), network, by)
        _ask_to_adopt(network, by)
    return made


def _propose(key: str, change: dict[str, Any], base: str, network: Network, by: Actor) -> Proposal:
    if "words" in change:
        change["words"] = dict(Words.of(change["words"]))
    return propose(
        RULE, key, change=change, base=base, by=by, why=change["source"], network=network.pk
    )


def _ask_to_adopt(network: Network, by: Actor) -> None:
    """Once, however many are proposed with it."""
    there = reverse("deadlines:together", args=[network.slug])
    for member in adopters_of(network):
        tell(member, "confirm_deadline", about=network, by=by, link=there)
