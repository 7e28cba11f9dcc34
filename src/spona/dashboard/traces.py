"""How the counts of desks and overviews are made. A list is named only to whom it is shown anyway;
what a coordinator counts of others has none.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.ui.trace import Facts, Trace


def own_work() -> Trace:
    """Of a person's own desk."""
    return Trace(
        "mine",
        _("What is open in your name, and what has arrived here that nobody has taken."),
        period=_now(),
        facts=Facts(_("All my tasks"), reverse("tasks:mine")),
    )


def institution_load() -> Trace:
    """Of the desk of an institution."""
    return Trace(
        "load",
        _("Open tasks, running deadlines and open files of the institution, by whose they are."),
        period=_now(),
        facts=Facts(_("Running deadlines"), "#running"),
    )


def awaited() -> Trace:
    """What a coordinator sees of others."""
    return Trace(
        "waits",
        _(
            "What was sent in the network and has no answer yet, by whom it waits for. Late is what"
            " has passed the last day of a deadline that was adopted."
        ),
        period=_now(),
        closed=_("Who sent it and what it is about is seen by who sent or received it."),
    )


def nobodys() -> Trace:
    return Trace(
        "nobodys",
        _("Seats, jobs, mandates and deadlines of the network that have nobody."),
        period=_now(),
        facts=Facts(_("Seat by seat"), reverse("mandates:coverage")),
    )


def covered() -> Trace:
    """Of the overview of networks; which sectors sit where is no secret."""
    return Trace(
        "covers",
        _("Of the sectors expected at each table, those with a member whose mandate is valid."),
        period=_now(),
        facts=Facts(_("Seat by seat"), reverse("mandates:coverage")),
    )


def answered() -> Trace:
    return Trace(
        "answered",
        _(
            "What was sent to an institution and had to be answered by a deadline that was adopted:"
            " answered by its last day, later or not yet, still running."
        ),
        period=_("the last 12 months"),
        closed=_("Who sent it and what it is about is seen by who sent or received it."),
    )


def stepless() -> Trace:
    return Trace(
        "stepless",
        _("Open files in which no step is planned, by the institution that leads them."),
        period=_now(),
        closed=_(
            "Fewer than five is told as “some”. Which files they are is seen by the institution"
            " alone."
        ),
    )


def overseen() -> Trace:
    """Of the desk of a data protection officer."""
    return Trace(
        "overseen",
        _("Keys that were given to each colleague, and what the log says of their readings."),
        period=_now(),
        facts=Facts(_("Log of the institution"), reverse("dashboard:oversight_log")),
    )


def _now() -> str:
    return _("as it stands today")
