"""What institutions agree as those who answer together, and with whoever runs the server."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.acts import acts_part
from spona.documents.adoption.shape import JointControllers, ProcessorContract
from spona.documents.papers.sheet import Paper, Part, Table, blank


def joint_controllers(data: JointControllers) -> Paper:
    """Who answers to whom for what; each institution signs its own line."""
    return Paper(
        title=_("Agreement of the joint controllers"),
        issuer=data.network,
        parts=(
            Part(
                facts=(
                    (_("Town"), data.town),
                    (_("Coordinator"), data.coordinator),
                    (_("Data-protection officer"), data.officer),
                    (_("Legal ground, entered by the lawyer"), ""),
                    (_("Holds from"), ""),
                )
            ),
            Part(
                heading=_("What is agreed"),
                items=(
                    _("Each institution decides what it writes into Spona and answers for it."),
                    _("No institution sees the files of another. What goes over is a frozen copy: "
                      "exactly what its preview showed."),
                    _("Something is sent only where a law asks for it or the person has agreed, "
                      "and the copy says which of the two it is."),
                    _("From acceptance on the recipient answers for what it received; what it "
                      "writes itself is its own record."),
                    _("A person may turn to any of the institutions. It answers for what it holds "
                      "and asks the others for the rest; nobody is sent from door to door."),
                    _("Whoever notices that data got out, was lost or changed tells the others "
                      "concerned on the same day, by phone, and fills in the form for incidents."),
                    _("The coordinator sees who waits for whom, and no content."),
                    _("Who leaves the network finishes what it has accepted or hands it over. "
                      "Nothing new is sealed to it from that day on."),
                ),
                numbered=True,
            ),
            Part(
                heading=_("Who does what"),
                table=Table(
                    (_("What"), _("Institution or person")),
                    (
                        (_("Tells a person what is written down and who sees it"),
                         _("the institution that talks to the person")),
                        (_("Answers a person who asks what is written about them"), ""),
                        (_("First contact of the network for persons and for the Commissioner"),
                         ""),
                        (_("Tells the Commissioner of an incident"), ""),
                        (_("Advises on data protection"), data.officer),
                        (_("Keeps this agreement and its changes"), ""),
                    ),
                    (6, 6), tall=True,
                ),
            ),
            Part(
                heading=_("Who signs"),
                table=Table(
                    (_("Institution"), _("Name and surname, position"), _("Signature and stamp")),
                    tuple((one, "", "") for one in data.institutions) or blank(4, 3),
                    (5, 4, 4), tall=True,
                ),
            ),
            *acts_part(data.acts),
        ),
    )  # fmt: skip


def processor_contract(data: ProcessorContract) -> Paper:
    """What whoever runs the server promises, and what they can see all the same."""
    return Paper(
        title=_("Contract with whoever runs the server"),
        issuer=data.network,
        parts=(
            Part(
                facts=(
                    (_("Who runs the server"), ""),
                    (_("Seat, registration number"), ""),
                    (_("Represented by"), ""),
                    (_("Where the server stands"), ""),
                    (_("Legal ground, entered by the lawyer"), ""),
                    (_("Holds from, until"), ""),
                )
            ),
            Part(
                heading=_("What they promise"),
                items=(
                    _("They act only on a written instruction of the institutions that sign."),
                    _("They run Spona as it was published and change nothing in it."),
                    _("They read no content and try to read none."),
                    _("Only the people named below get to the server; a new one is named first."),
                    _("The key files lie apart from the data and in no backup; one copy lies in a "
                      "safe."),
                    _("The disk is encrypted; nothing of the memory is written to a disk."),
                    _("A backup is made each night, kept in another building, and deleted after 35 "
                      "days. Once a quarter one is brought back on another machine."),
                    _("They look at what “doctor” says once a week and after each change, and "
                      "mend what is red."),
                    _("The line that seals the log goes to the coordinator each week."),
                    _("Of an incident they tell the coordinator and the data-protection officer at "
                      "once, day or night, with what they know."),
                    _("Nobody else works on it for them unless the institutions have agreed in "
                      "writing."),
                    _("The institutions may look at all of this, also unannounced."),
                    _("At the end they hand over the last backup and the key files, destroy what "
                      "they have, and say so in writing."),
                ),
                numbered=True,
            ),
            Part(
                heading=_("What they can see all the same"),
                items=(
                    _("Which institution sent something to which, when, and when it was opened, "
                      "accepted and closed; not what it is about."),
                    _("Names, roles, work e-mail and work phone of those who work here."),
                    _("Who changes the program or reads the memory of the running server can take "
                      "keys as people sign in. No program prevents that; this contract has to."),
                ),
            ),
            Part(
                heading=_("Who gets to the server"),
                table=Table(
                    (_("Name and surname"), _("What for"), _("From"), _("Signature")),
                    blank(3, 4), (4, 4, 2, 3), tall=True,
                ),
            ),
            Part(
                facts=(
                    (_("Reached day and night at"), ""),
                    (_("In their absence"), ""),
                    (_("Updates are in place within"), ""),
                )
            ),
            *acts_part(data.acts),
        ),
        signs=(_("For whoever runs the server"), _("For the institutions")),
    )  # fmt: skip
