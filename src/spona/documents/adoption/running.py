"""Who is to run the server, what the town's IT has to bring, and what to do in an incident."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.acts import acts_part
from spona.documents.adoption.shape import Incident, OperatorSheet, Requirements
from spona.documents.papers.sheet import Paper, Part, Table


def operator_sheet(data: OperatorSheet) -> Paper:
    """The choices side by side, for the meeting that decides."""
    return Paper(
        title=_("Who runs the server"),
        issuer=data.network,
        lead=_("Whoever runs it can stop it, lose it, and with effort read along as people sign "
               "in. So it is somebody who answers for it and has no part in the matters "
               "themselves."),
        parts=(
            Part(
                table=Table(
                    (_("Possibility"), _("For it"), _("Against it"), _("The meeting says")),
                    (
                        (_("Administration of the town"), _("near, paid, answers to the council"),
                         _("knows people and houses of the town; shares rooms with members of the "
                           "network"), ""),
                        (_("A body of the whole country"),
                         _("far from the town, guarded hall, others of its kind beside it"),
                         _("slow to reach; many people with access"), ""),
                        (_("An organisation of the network"), _("knows what it is about"),
                         _("one member runs it for all; depends on its projects"), ""),
                        (_("A hosting firm in the country"),
                         _("experience, somebody there at night"),
                         _("people nobody knows; has to be paid each year"), ""),
                    ),
                    (4, 5, 5, 3),
                ),
            ),
            Part(
                heading=_("Before it is decided"),
                questions=(
                    _("Who, by name, gets to the machine? Who in their absence?"),
                    _("Is one of them related to somebody in the network, or to somebody it is "
                      "about?"),
                    _("Who is reached at night and on holidays?"),
                    _("In which other building do the backups lie?"),
                    _("Who pays, and until when is it sure?"),
                    _("Who takes over if they stop?"),
                ),
            ),
            Part(
                heading=_("Decision"),
                facts=((_("Who runs the server"), ""), (_("Held on"), ""),
                       (_("Number of the decision"), "")),
            ),
        ),
        signs=(_("Coordinator"),),
    )  # fmt: skip


def requirements(data: Requirements) -> Paper:
    """What the machine, the network and the people have to be; a tick where it is there."""
    there = _("yes / no")
    return Paper(
        title=_("What the IT of the town has to bring"),
        issuer=data.network,
        parts=(
            Part(
                heading=_("The server"),
                table=Table(
                    (_("What"), _("What is needed"), _("There")),
                    (
                        (_("Machine"), _("Linux with systemd, two cores; a machine of its own, "
                                         "with nothing else on it"), there),
                        (_("Disk"), _("encrypted; no swap, no core files"), there),
                        (
                            _("Programs"),
                            _("Python 3.12 or newer; a proxy, nginx or Caddy; PostgreSQL if the "
                              "town has one already"),
                            there,
                        ),
                        (
                            _("Name of the server"),
                            _("one that tells nothing; if possible a second one for the public "
                              "pages"),
                            there,
                        ),
                        (_("Certificate"), _("HTTPS, renewed by itself"), there),
                        (_("Mail"), _("a server that takes mail for sending; the mails say only "
                                      "that something waits"), there),
                        (_("From outside"), _("only port 443 is open; the proxy keeps no log of "
                                              "addresses"), there),
                        (_("Backup"), _("each night, sealed, in another building, 35 days"), there),
                        (_("Time"), _("the clock is set over the network"), there),
                    ),
                    (3, 8, 2),
                ),
            ),
            Part(
                heading=_("At the desks"),
                table=Table(
                    (_("What"), _("What is needed"), _("There")),
                    (
                        (_("Browser"), _("a present Firefox, Chrome, Edge or Safari; no program is "
                                         "installed"), there),
                        (_("Second factor"), _("a phone with a code app, a security key, or a "
                                               "printed card"), there),
                        (_("Printer"), _("in a room that is not open to all; it keeps no copies"),
                         there),
                        (_("Account at the computer"), _("one for each person; the screen locks"),
                         there),
                        (_("Safe"), _("in each institution, for the paper key"), there),
                    ),
                    (3, 8, 2),
                ),
            ),
            Part(
                heading=_("What is asked of no one"),
                items=(
                    _("No login of the town's own directory, no remote help on the desk while "
                      "Spona is open, no program that opens HTTPS on the way."),
                ),
            ),
            Part(facts=((_("Looked through by"), ""), (_("Date"), ""), (_("Signature"), ""))),
        ),
    )  # fmt: skip


def incident(data: Incident) -> Paper:
    """Filled in while it is going on; the deadline of 72 hours stands on top."""
    return Paper(
        title=_("Incident: data got out, was lost or changed"),
        issuer=data.institution,
        lead=_("72 hours run from the moment somebody here knew. A first notice may be short; the "
               "rest follows."),
        parts=(
            Part(
                facts=(
                    (_("Known since (day, hour)"), ""),
                    (_("72 hours are over on (day, hour)"), ""),
                    (_("Noticed by"), ""),
                    (_("Data-protection officer"), data.officer),
                    (_("Coordinator"), data.coordinator),
                )
            ),
            Part(
                heading=_("First: is somebody in danger by it?"),
                text=(
                    _("Can somebody whom a person fears now find or reach them? Call the police, "
                      "192, and the person, on the way that was agreed as safe. Only then go on."),
                ),
            ),
            Part(
                heading=_("In the first hour"),
                ticks=(
                    _("A login may be known: its owner presses “Change everything”; if they are "
                      "not there, the head or a holder closes the login on the page of the "
                      "institution."),
                    _("A key may be known: a holder makes a new version on the page of keys."),
                    _("A paper key is gone: a holder prints a new one."),
                    _("A computer is gone: all sessions of whoever was signed in there are ended."),
                    _("The operator has checked the log (audit verify) and written down its last "
                      "line. Nothing was deleted, nothing switched off."),
                    _("The other institutions it concerns were called."),
                ),
            ),
            Part(
                heading=_("What happened"),
                questions=(
                    _("What got out, was lost or changed? Sealed, or readable?"),
                    _("Whose data, and of how many people? Children too?"),
                    _("Since when, until when, and how was it noticed?"),
                    _("What can follow from it for these people?"),
                    _("What was done, and what will be done so that it does not happen again?"),
                ),
            ),
            Part(
                heading=_("Who was told"),
                table=Table(
                    (_("Whom"), _("When"), _("How, by whom"), _("What they said")),
                    (
                        (_("Head of the institution"), "", "", ""),
                        (_("Data-protection officer"), "", "", ""),
                        (_("Coordinator"), "", "", ""),
                        (_("Other institutions"), "", "", ""),
                        (_("Commissioner, number of the notice"), "", "", ""),
                        (_("The people concerned; if not, why"), "", "", ""),
                    ),
                    (5, 3, 4, 4), tall=True,
                ),
            ),
            *acts_part(data.acts),
        ),
        signs=(_("Head of the institution"), _("Data-protection officer")),
        lines=3,
    )  # fmt: skip
