"""How the numbers of a snapshot are made. Of what a snapshot masks nothing is read here."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from spona.directory.models import Network
from spona.statistics.models import Snapshot
from spona.statistics.report_record import OUTCOME_SOURCE
from spona.statistics.rules import rules
from spona.ui.trace import Facts, Source, Trace


def of_people(snapshot: Snapshot) -> Trace:
    """Of the tables that count people. The same for every reader: nobody has a list."""
    said = _(
        "The network's own records, counted on %(day)s: people reported or identified, not how"
        " often it happens. Each person is counted once, in the year of the first report. They are"
        " not the figures of the Centre or of other reports and are never added to them."
    )
    consent = _("Who does not agree to be counted is not in them.")
    return Trace(
        "snapshot",
        f"{said % {'day': _day(snapshot.source)}} {consent}",
        release=_release(snapshot),
        sources=[_rule(snapshot)],
        closed=_("The records lie sealed in the count sheets; no page shows them."),
    )


def of_reports(snapshot: Snapshot, facts: Facts | None) -> Trace:
    """Of the loop; `facts`: the reports among them that this reader has a list of anyway."""
    said = _(
        "The network's own reports, counted on %(day)s. They are not the figures of the Centre and"
        " are never added to them."
    )
    outcomes = _("The five outcomes are those of the Centre's own statistics.")
    return Trace(
        "reports",
        said % {"day": _day(snapshot.source)},
        release=_release(snapshot),
        sources=[_rule(snapshot), Source(outcomes, url=OUTCOME_SOURCE)],
        facts=facts,
        closed="" if facts else _("Which they are is seen by who sent or received them."),
    )


def of_list(network: Network, newest: Snapshot) -> Trace:
    """Of the totals in the list of a network's snapshots."""
    return Trace(
        f"snapshots-{network.slug}",
        _("Each line is one snapshot, which does not change and says how it was counted."),
        facts=Facts(_("The newest snapshot"), reverse("statistics:show", args=[newest.pk])),
    )


def _day(snapshot: Snapshot) -> str:
    return date_format(localtime(snapshot.made_at), "j. n. Y")


def _release(snapshot: Snapshot) -> str:
    source = snapshot.source
    said = {"day": _day(source), "rule": source.rule_version}
    return _("Snapshot of %(day)s, by rule %(rule)s") % said


def _rule(snapshot: Snapshot) -> Source:
    rule = rules()[snapshot.source.rule_version]
    proposed = rule.certainty == "proposed"
    certainty = _("It is a proposal; nobody has adopted it yet.") if proposed else ""
    return Source(rule.source, certainty=certainty, lang="en")
