"""Who may count and who may read what was counted."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import check_stepped_up
from spona.audit.models import Entry
from spona.deadlines.late import has_passed
from spona.deadlines.time import today
from spona.directory.models import Institution, Network
from spona.statistics.models import SheetUpdate, YearFigures
from spona.statistics.record import carries_count
from spona.ui.days import until_day
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION

# How the log names that an institution wrote its count sheets.
UPDATED: Final = "counts:updated"


def check_can_make_snapshot(actor: Actor, network: Network) -> None:
    """An analyst of this network who neither coordinates it nor opens its files, just proved.

    StepUpNeeded where the second factor was shown too long ago.
    """
    if network.practice or network.pk not in actor.networks_where("statistics:hold_key"):
        raise Denied(_("Only an analyst of the network may do this."))
    if actor.may("key:hold") or network.pk in actor.networks_where("network:edit"):
        raise Denied(
            _("Who coordinates the network or opens its files does not count them. Ask an analyst.")
        )
    check_stepped_up(actor)


def check_can_update_sheets(actor: Actor, institution: Institution) -> None:
    """An intake holder of the institution; once in a month."""
    if actor.institution_id != institution.pk or not actor.may("key:hold"):
        raise Denied(_("An intake officer of the institution makes its figures."))
    latest = latest_update(institution.pk)
    if latest is not None and not has_passed(latest.opens_again - dt.timedelta(days=1), today()):
        raise Denied(
            _("The count sheet of this month is written already. It opens again on %(day)s.")
            % {"day": until_day(latest.opens_again)}
        )


def latest_update(institution: UUID) -> SheetUpdate | None:
    """The row, or what the log has of it: whoever takes the row away opens no second press, by
    which the sheets of before and after one decision could be compared.
    """
    row = SheetUpdate.objects.filter(institution=institution).first()
    noted = Entry.objects.filter(lane=institution, name=UPDATED).order_by("-seq").first()
    if noted is None:
        return row
    month = dt.date.fromisoformat(noted.detail["month"])
    if row is not None and row.month >= month:
        return row
    return SheetUpdate(institution_id=institution, month=month, made_at=noted.at)


def check_can_write_count(section: Section, opened_by: str) -> None:
    """The counted section of a file that a report or the person opened; keys decide who."""
    if section.name != COUNTED_SECTION:
        raise ValueError("not a counted section")
    if not carries_count(opened_by):
        raise Denied(
            _("The file of the institution that received the report counts this person already.")
        )


def check_can_make_figures(actor: Actor, network: Network) -> None:
    """As for a snapshot; of a local network."""
    check_can_make_snapshot(actor, network)
    if network.kind == Network.Kind.NATIONAL:
        raise Denied(_("Figures of a year are made in a town."))


def check_can_read_figures(actor: Actor, national: Network) -> None:
    """An analyst of the national network who opens no files, just proved. StepUpNeeded."""
    if national.kind != Network.Kind.NATIONAL:
        raise Denied(_("Only an analyst of the network may do this."))
    check_can_make_snapshot(actor, national)


def check_is_second(actor: Actor, figures: YearFigures) -> None:
    """The other one of the two: a person has one account."""
    if actor.account_id != figures.second_id or actor.account_id == figures.made_by_id:
        raise Denied(_("The other one of the two analysts counts once more and hands it over."))


def check_is_one_of_two(actor: Actor, figures: YearFigures) -> None:
    if actor.account_id not in (figures.made_by_id, figures.second_id):
        raise Denied(_("Only the two analysts who make these figures see them."))
