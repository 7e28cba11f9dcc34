"""What the network signs together: who sits in it, and which deadlines it adopts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.acts import acts_part
from spona.documents.adoption.shape import Deadline, DeadlineList, Protocol
from spona.documents.papers.sheet import Paper, Part, Table


def protocol(data: Protocol) -> Paper:
    """Who sits in the network, who leads it, and what has to be there before casework opens."""
    return Paper(
        title=_("Protocol of the network"),
        issuer=data.network,
        parts=(
            Part(
                facts=(
                    (_("Town"), data.town),
                    (_("Form of the network"), data.form),
                    (_("Founded by"), data.founding),
                    (_("Founded on"), data.founded),
                    (_("Coordinating institution"), data.coordinated_by),
                    (_("Coordinator"), data.coordinator),
                    (_("Deputy coordinator"), data.deputy),
                    (_("Data-protection officer"), data.officer),
                )
            ),
            Part(
                heading=_("Who sits in the network"),
                table=Table(
                    (_("Institution"), _("Represented by"), _("In their absence"),
                     _("Signature and stamp")),
                    tuple((one.institution, one.member, one.deputy, "") for one in data.seats),
                    (5, 3, 3, 4), tall=True,
                ),
            ),
            Part(
                heading=_("What was agreed"),
                items=(
                    _(
                        "The network begins with network life only: meetings, plan, trainings. "
                        "Nothing about a person is written into Spona."
                    ),
                    _("No institution decides for another. The coordinator sees who is waiting "
                      "for whom, and no content."),
                    _("Deadlines are adopted by a decision of their own. Nobody is late by what "
                      "is only proposed."),
                    _("Casework opens when the conditions below are met, and the coordinator and "
                      "the data-protection officer have both confirmed it."),
                ),
                numbered=True,
            ),
            Part(heading=_("Conditions for opening casework"), ticks=data.conditions),
            *acts_part(data.acts),
            Part(
                heading=_("Meeting"),
                facts=((_("Held on"), ""), (_("Where"), ""), (_("Minutes kept by"), "")),
            ),
        ),
        signs=(_("Coordinator"),),
    )  # fmt: skip


def deadlines(data: DeadlineList) -> Paper:
    """The list for the first meeting: each line is ticked by hand where it was adopted."""
    return Paper(
        title=_("Deadlines proposed for adoption"),
        issuer=data.network,
        lead=_("Nobody is late by what is only proposed."),
        parts=(
            Part(
                table=Table(
                    (_("What for"), _("How much time"), _("Source, and how sure"),
                     _("Adopted by the meeting")),
                    tuple(_row(one) for one in data.deadlines),
                    (6, 3, 6, 3),
                ),
            ),
            Part(
                heading=_("Meeting"),
                facts=((_("Held on"), ""), (_("Number of the decision"), "")),
            ),
        ),
        signs=(_("Coordinator"), _("Minutes kept by")),
    )  # fmt: skip


def _row(one: Deadline) -> tuple[str, ...]:
    what = f"{one.what}\n{one.whom}" if one.whom else one.what
    source = "\n".join(filter(None, (one.source or _("our proposal"), one.certainty)))
    return (what, one.time, source, _("holds already") if one.adopted else _("yes / no / changed"))
