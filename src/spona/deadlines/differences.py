"""What a proposed deadline would change, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.deadlines.models import Rule
from spona.deadlines.words import event_words, time_given
from spona.reference.differences import Difference, compare
from spona.reference.models import Code, Proposal


def rule_differences(proposal: Proposal) -> list[Difference]:
    """Against the rule that was looked at; for a new one, all that it says."""
    change = proposal.change
    before = Rule.objects.filter(pk=proposal.base).first() if proposal.base else None
    if change["what"] == "end":
        given = time_given(before.amount, before.unit) if before else ""
        return [Difference(_("How much time"), given, "")]
    lines = []
    if change["what"] == "new":
        sector = Code.objects.labels("sector").get(change["sector"], "") or _("every sector")
        urgency = Code.objects.labels("urgency").get(change["urgency"], "") or _("any urgency")
        lines = [
            Difference(_("What for"), "", event_words(change["event"])),
            Difference(_("Which sector"), "", sector),
            Difference(_("Urgency"), "", urgency),
        ]
    old = time_given(before.amount, before.unit) if before else ""
    new = time_given(change["amount"], change["unit"])
    # Shown also where it stays: it is what the network decides about.
    lines.append(Difference(_("How much time"), old, new))
    lines.append(Difference(_("Who is bound"), _bound(before), _("this network, as adopted")))
    if before is not None and before.counts_as_late != change["counts_as_late"]:
        lines.append(
            Difference(
                _("After the deadline"), _after(before.counts_as_late),
                _after(change["counts_as_late"]),
            )
        )  # fmt: skip
    said = {"words": before.words, "source": before.source} if before else {}
    return lines + compare(said, {"words": change["words"], "source": change["source"]})


def _after(counts: bool) -> str:
    return _("it is late") if counts else _("it is time to look again")


def _bound(rule: Rule | None) -> str:
    if rule is None:
        return ""
    if rule.network_id is not None:
        return _("this network, as adopted")
    return _("everybody, by an act") if rule.binding else _("nobody, it is a proposal")
