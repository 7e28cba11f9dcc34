"""What an agenda may take up again, as ticks of a form and back."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from spona.directory.institution_names import short_name
from spona.meetings.actions.agenda import Wanted
from spona.meetings.queries import Offers
from spona.reference.templatetags.scripts import in_script
from spona.ui.days import until_day


def offered(offer: Offers) -> list[tuple[str, str]]:
    """(key, words): a decision with whose it is and by when, an open point with its reference,
    which only who leads the network may see.
    """
    rows = [
        (
            f"d:{one.pk}",
            _("%(words)s (%(who)s, by %(day)s)")
            % {
                "words": in_script(one.words),
                "who": short_name(one.institution),
                "day": until_day(one.due_on),
            },
        )
        for one in offer.decisions
    ]
    return rows + [
        (
            f"t:{one.pk}",
            _("An open point that has no owner yet")
            + (f" ({one.reference})" if one.reference else ""),
        )
        for one in offer.tasks
    ]


def chosen(offer: Offers, keys: Collection[str]) -> list[Wanted]:
    """The points that were ticked, in the order in which they were offered."""
    found = [
        Wanted(_("Not finished: %(words)s") % {"words": one.words}, decision=one)
        for one in offer.decisions
        if f"d:{one.pk}" in keys
    ]
    return found + [
        Wanted(_("An open point that has no owner yet"), task=one)
        for one in offer.tasks
        if f"t:{one.pk}" in keys
    ]
