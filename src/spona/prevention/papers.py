"""A letter to an inspection and a proposal for the city's budget, as papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.directory.models import Network
from spona.documents.papers import Bar, Chart, Paper, Part, Table
from spona.prevention.models import Letter
from spona.prevention.queries import Lack, costs, money
from spona.prevention.words import month, seen, word, words_of


def letter_paper(letter: Letter) -> Paper:
    """The letter with a place for stamp and signature; the firm is put in here and nowhere else."""
    row = letter.observation
    facts = [
        (_("To"), letter.to),
        (_("Subject"), _("Observation number %(n)d of the network") % {"n": row.number}),
    ]
    if letter.registry_number:
        facts.insert(0, (_("Registry number"), letter.registry_number))
    if letter.names_firm and row.firm:
        facts.append((_("Firm"), row.firm))
    again = row.sightings.count()
    facts.append((_("Seen"), seen(row.seen_on, row.seen_precision)))
    if again:
        facts.append((_("Seen how often"), str(again + 1)))
    return Paper(
        title=_("Letter"),
        issuer=str(letter.institution.words),
        parts=(
            Part(facts=tuple(facts)),
            Part(text=tuple(one for one in letter.body.splitlines() if one.strip())),
            Part(
                text=(
                    _("Please let us know what was done. The observation names no person, and none "
                      "was looked for."),
                )
            ),
        ),
        signs=(_("Head of the institution"),),
        draft=False,
        # A place for the number only while there is none.
        numbered=not letter.registry_number,
    )  # fmt: skip


def first_text(letter: Letter) -> str:
    """What the letter may say: from the observation, to be changed by whoever signs it."""
    row = letter.observation
    kinds, sources = words_of("observation"), words_of("observation_source")
    said = [
        _("The local network noticed the following and asks you to look into it within your "
          "powers."),
        f"{word(kinds, row.kind)}: {row.title}.",
        row.text,
        _("Where, roughly: %(where)s.") % {"where": row.where} if row.where else "",
        _("How it is known: %(source)s.") % {"source": word(sources, row.source)},
    ]  # fmt: skip
    return "\n\n".join(one for one in said if one)


def budget_paper(network: Network, found: Sequence[Lack], first: dt.date, last: dt.date) -> Paper:
    """For the city: what is missing, how often in words, why, what a year of it would cost."""
    sums = costs(found)
    without = sum(one.cost is None for one in found)
    period = f"{month(first)} – {month(last)}"
    return Paper(
        title=_("Proposal for the budget"),
        issuer=network.short_name,
        lead=lead(found),
        parts=(
            Part(
                facts=((_("Period"), period),),
                text=(
                    _("The institutions of the network wrote down which services people needed and "
                      "did not get. Numbers under five are not kept, so that nobody can be "
                      "recognised."),
                ),
            ),
            Part(chart=_chart(found)),
            Part(heading=_("What is missing, and why"), table=_table(found)),
            Part(
                heading=_("What it would cost for a year"),
                facts=tuple(
                    (_("Together"), money(amount, currency)) for currency, amount in sums.items()
                ),
                text=_about_costs(sums, without),
                items=tuple(
                    f"{one.label}: {one.cost_told} ({one.cost_source})"
                    for one in found
                    if one.cost is not None
                ),
            ),
        ),
        signs=(_("Coordinator of the network"),),
        draft=False,
    )  # fmt: skip


def lead(found: Sequence[Lack]) -> str:
    """How many services were missing, in one sentence."""
    count = len(found)
    if not count:
        return _("Nobody has written down a service that was missing in this time.")
    return ngettext(
        "%(n)d service was needed and not there.",
        "%(n)d services were needed and not there.",
        count,
    ) % {"n": count}


def line_text(one: Lack, first: dt.date, last: dt.date) -> str:
    """A sentence or two for a line of the plan."""
    said = [
        _("Ensure the service: %(service)s.") % {"service": one.label},
        _("Needed and not had from %(first)s to %(last)s: %(told)s.")
        % {"first": month(first), "last": month(last), "told": one.told},
    ]
    if reasons := by_weight(one):
        said.append(
            _("Why: %(reasons)s.") % {"reasons": ", ".join(reason.lower() for reason in reasons)}
        )
    if one.waiting_days:
        said.append(waiting(one))
    if one.cost is not None:
        said.append(
            _("Estimate for a year: %(cost)s (%(source)s).")
            % {"cost": one.cost_told, "source": one.cost_source}
        )
    return " ".join(said)


def by_weight(one: Lack) -> list[str]:
    """The reasons, the most frequent first."""
    return sorted(one.reasons, key=lambda reason: (-one.reasons[reason], reason))


def waiting(one: Lack) -> str:
    days = one.waiting_days
    return ngettext(
        "People wait up to %(n)d day.", "People wait up to %(n)d days.", days
    ) % {"n": days}  # fmt: skip


def _about_costs(sums: Mapping[str, object], without: int) -> tuple[str, ...]:
    said = []
    if len(sums) > 1:
        said.append(_("Amounts in two currencies are not added up."))
    if sums:
        said.append(_("Of each service the newest estimate counts."))
    if without:
        said.append(
            ngettext(
                "For %(n)d service nobody has made an estimate.",
                "For %(n)d services nobody has made an estimate.",
                without,
            )
            % {"n": without}
        )
    return tuple(said)


def _chart(found: Sequence[Lack]) -> Chart | None:
    """Only where there is a number to draw: a line without one would show that it is small."""
    bars = tuple(Bar(one.label, one.times, one.told) for one in found if one.times)
    if not bars:
        return None
    return Chart(
        title=_("How often"), bars=bars, source=_("Lines of the network's institutions, Spona")
    )


def _table(found: Sequence[Lack]) -> Table:
    rows = tuple(
        (
            one.label,
            one.told,
            "; ".join(by_weight(one)) + (f". {waiting(one)}" if one.waiting_days else ""),
            one.cost_told or "–",
        )
        for one in found
    )
    head = (_("Service"), _("How often"), _("Why"), _("For a year"))
    return Table(head=head, rows=rows, widths=(4, 3, 5, 3), right=(3,))
