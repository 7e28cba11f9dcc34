"""What the desk and the network page read from the rooms below, one function a line, in one place.

A desk is opened more often than any other page, so each line is one light question; what a room
does not have yet leaves its line out, for an empty line would read as a fault.
"""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, F, Model, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.home.life.check import Ahead, Ask, Check
from spona.ui.days import until_day

# A source that only names the members does not say that they signed.
_SURE: Final = ("entered", "high")
# How long before its deadline a line of the plan is asked for.
_SOON: Final = dt.timedelta(days=14)
_FEW: Final = 3


def link(page: str, *args: object) -> str:
    """The address of a page by its name; empty where there is no such page."""
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""


def act(network: Network, day: dt.date) -> Check | None:
    """Until when the act of the network holds, and how many signed it."""
    rows = _rows("mandates", "Mandate", "remind_days")
    if rows is None:
        return None
    sure = Q(signatories__withdrawn_at=None, signatories__certainty__in=_SURE)
    holds = rows.filter(_holds(day), network=network, withdrawn_at=None)
    found = holds.annotate(signed=Count("signatories", filter=sure)).order_by("-starts_on").first()
    url, button = link("mandates:acts"), pgettext("of a network", "Act")
    if found is None:
        title = _("No act of the network is in force")
        return Check(False, title, _("write it down, or renew it"), url, button)
    line = _("no signature is written down")
    if found.signed:
        text = ngettext(
            "%(n)d institution has signed it", "%(n)d institutions have signed it", found.signed
        )
        line = text % {"n": found.signed}
    if found.ends_on is None:
        return Check(True, _("The act of the network is valid without an end"), line, url, button)
    last = found.ends_on - dt.timedelta(days=1)
    title = _("The act of the network is valid until %(day)s %(year)d") % {
        "day": until_day(last), "year": last.year,
    }  # fmt: skip
    return Check((last - day).days > found.remind_days, title, line, url, button)


def drill(network: Network, day: dt.date) -> Check | None:
    """How long ago the last drill was; the room says it, and whether it is time for one."""
    said = _said("practice", "line", network, day)
    if not hasattr(said, "due"):
        return None
    return Check(
        not said.due, str(said.title), str(said.text), link("practice:overview"), _("Drill")
    )


def signed(network: Network, day: dt.date) -> frozenset[UUID]:
    """Institutions under an act of the network that holds that day."""
    rows = _rows("mandates", "Signatory", "withdrawn_at")
    if rows is None:
        return frozenset()
    found = rows.filter(
        _holds(day, "mandate__"), mandate__network=network, mandate__withdrawn_at=None,
        withdrawn_at=None, certainty__in=_SURE,
    )  # fmt: skip
    return frozenset(found.values_list("institution_id", flat=True))


def joint_activities(network: Network, first: dt.date, last: dt.date) -> list[frozenset[UUID]]:
    """The institutions of each activity that took place from `first` to `last`."""
    rows = _rows("plans", "Activity", "withdrawn_at")
    if rows is None:
        return []
    found = rows.filter(network=network, held_on__range=(first, last), withdrawn_at=None)
    took_part: dict[UUID, set[UUID]] = {}
    for ident, own, partner in found.order_by().values_list("pk", "institution_id", "partners"):
        took_part.setdefault(ident, {own}).update({partner} - {None})
    return [frozenset(ids) for ids in took_part.values()]


def progress_due(actor: Actor, day: dt.date) -> list[Ask]:
    """Lines of the plan whose progress the actor's institution has to report soon, or had to."""
    found = _lines(Q(plan__network__in=actor.networks, responsible=actor.institution_id))
    if found is None:
        return []
    rows = found.filter(counts="hand", starts_on__lte=day, ends_on__lte=day + _SOON)[:_FEW]
    title = _("Write how far it has got")
    return [
        Ask("progress", f"{title}: {row.title}", _until(row.ends_on),
            link("plans:line", row.pk), _("Write"))
        for row in rows
    ]  # fmt: skip


def sessions_ahead(actor: Actor, day: dt.date) -> list[Ask]:
    """Trainings that somebody of the actor's networks may still register for."""
    found = _sessions(Q(network__in=actor.networks, register_until__gte=day))
    if found is None:
        return []
    return [
        Ask("school", str(row.module.title),
            _("training on %(day)s, register until %(until)s")
            % {"day": until_day(row.first_day), "until": until_day(row.register_until)},
            link("trainings:session", row.pk), _("Look"))
        for row in found[:_FEW]
    ]  # fmt: skip


def month_ahead(network: Network, first: dt.date, last: dt.date) -> list[Ahead]:
    """Trainings and ends of lines of the plan from `first` to `last`; meetings stand beside it."""
    sessions = _sessions(Q(network=network, first_day__range=(first, last)))
    lines = _lines(Q(plan__network=network, ends_on__range=(first, last)))
    found = [
        Ahead(
            row.first_day, str(row.module.title), str(row.place), link("trainings:session", row.pk)
        )
        for row in sessions or ()
    ]
    found += [
        Ahead(row.ends_on, str(row.title), _("deadline in the plan"), link("plans:line", row.pk))
        for row in lines or ()
    ]
    return sorted(found, key=lambda one: one.day)


def pages(actor: Actor) -> list[Ask]:
    """What everybody of an institution can do for the network on any Monday."""
    if not actor.may("life:record"):
        return []
    found = (
        Ask(
            "clipboard-list",
            _("Record an activity"),
            _("A workshop, a lesson, a stall: two minutes."),
            link("plans:record"),
            _("Record"),
        ),
        Ask(
            "eye",
            _("Write down what you noticed"),
            _("A thing, a place, a practice; never a person."),
            link("causes:observe"),
            _("Write down"),
        ),
    )
    return [one for one in found if one.url]


def _until(day: dt.date) -> str:
    return _("until %(day)s") % {"day": until_day(day)}


def _holds(day: dt.date, where: str = "") -> Q:
    """An act whose first day has come and whose end has not."""
    begun = Q(**{f"{where}starts_on__lte": day})
    return begun & (Q(**{f"{where}ends_on": None}) | Q(**{f"{where}ends_on__gt": day}))


def _lines(which: Q) -> Any:
    """Lines of adopted plans that are not done, the nearest end first; None without such a room."""
    rows = _rows("plans", "Line", "ends_on")
    if rows is None:
        return None
    done = Q(units_planned__isnull=False, units_done__gte=F("units_planned")) | Q(percent__gte=100)
    found = rows.filter(
        which, plan__state="adopted", plan__network__practice=False, dropped_on=None
    )
    return found.exclude(done).order_by("ends_on", "pk")


def _sessions(which: Q) -> Any:
    """Sessions neither over nor called off, the nearest first; None without such a room."""
    rows = _rows("trainings", "Session", "register_until")
    if rows is None:
        return None
    found = rows.filter(which, network__practice=False, cancelled_at=None, closed_at=None)
    return found.select_related("module").order_by("first_day", "pk")


def _said(room: str, name: str, *asked: object) -> Any:
    """What the room's function answers; None where it is not there yet."""
    try:
        function = getattr(import_module(f"spona.{room}.queries"), name)
    except (ModuleNotFoundError, AttributeError):
        return None
    try:
        return function(*asked)
    except NotImplementedError:
        return None


def _rows(room: str, model: str, has: str) -> Any:
    """The rows of another room; None where there is no such table, or not yet with this column."""
    try:
        found: type[Model] = apps.get_model(room, model)
        found._meta.get_field(has)  # noqa: SLF001 — public, by its documentation
    except (LookupError, FieldDoesNotExist):
        return None
    return found._default_manager  # noqa: SLF001 — public, by its documentation
