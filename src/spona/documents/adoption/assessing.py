"""What can happen to people by what is written down, and the record of what is done with it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption.acts import acts_part
from spona.documents.adoption.shape import ImpactAssessment, ProcessingRecord
from spona.documents.papers.sheet import Paper, Part, Table


def impact_assessment(data: ImpactAssessment) -> Paper:
    """Filled in with what Spona does; the network judges each risk and adds its own."""
    return Paper(
        title=_("Impact assessment"),
        issuer=data.network,
        lead=_("What Spona does is filled in. How grave each risk is, and what is missing, the "
               "network writes in by hand."),
        parts=(
            Part(
                facts=(
                    (_("Town"), data.town),
                    (_("Institutions"), ", ".join(data.institutions)),
                    (_("Coordinator"), data.coordinator),
                    (_("Data-protection officer"), data.officer),
                    (_("Made on"), ""),
                    (_("Looked at again on"), ""),
                )
            ),
            Part(
                heading=_("1. What is done"),
                text=(
                    _("Somebody who notices signs reports them to the institution that can help. "
                      "It opens, accepts, asks, refers on and closes; the sender hears back."),
                    _("Each text is sealed by itself, on the server, for those who were let in. "
                      "Numbers for the public are counted so that small ones are not shown."),
                ),
            ),
            Part(
                heading=_("2. Whose data, and who sees them"),
                table=Table(
                    (_("Of whom"), _("What"), _("Who sees it")),
                    (
                        (_("A person somebody worries about"),
                         _("name, contact, what was noticed, health, legal matters, plan"),
                         _("the institution that leads, section by section; others only what was "
                           "sent to them")),
                        (_("Who reports at work"), _("name, post, phone at work"),
                         _("the institution it was sent to")),
                        (_("Who writes without a login"), _("what they write, and a name if they "
                                                            "give one"),
                         _("institutions of the town, without those that were locked out")),
                        (_("Who works in the network"),
                         _("name, role, work e-mail and phone, what they opened and when"),
                         _("members; the log: holders and the operator")),
                    ),
                    (4, 5, 5),
                ),
            ),
            Part(
                heading=_("3. Why this, and not less"),
                items=(
                    _("One institution alone cannot protect a person; on the phone nothing is "
                      "agreed, and nobody knows who waits for whom."),
                    _("A report goes without a name where the name is not known or not needed."),
                    _("There is no common register: no institution searches the files of another."),
                    _("Nothing scores a person or decides about them."),
                    _("The network can begin without any data about persons, and does."),
                ),
            ),
            Part(
                heading=_("4. What could happen"),
                table=Table(
                    (_("Risk"), _("What Spona does"), _("What remains"), _("How grave")),
                    _risks(), (4, 5, 4, 2),
                ),
            ),
            Part(
                heading=_("5. What the network does itself"),
                ticks=(
                    _("Whoever opens what arrives has signed the statement on confidentiality."),
                    _("The paper keys lie in the safes, with a record."),
                    _("The disk of the server is encrypted; a backup was brought back once."),
                    _("Everybody knows whom to call, also at night, when Spona cannot be reached."),
                    _("It is agreed who answers a person that asks what is written about them."),
                    _("It is agreed when what is written is destroyed."),
                ),
            ),
            Part(
                heading=_("6. Opinion"),
                facts=(
                    (_("Opinion of the data-protection officer"), ""),
                    (_("Were people who lived through it, or who stand by them, asked"), ""),
                    (_("Is the Commissioner asked first"), ""),
                ),
            ),
            *acts_part(data.acts),
        ),
        signs=(_("Coordinator"), _("Data-protection officer")),
    )  # fmt: skip


def _risks() -> tuple[tuple[str, ...], ...]:
    """In the order of whom it would hurt most."""
    rows = (
        (_("Somebody in an institution tells where the person is"),
         _("a key for each section; who opened what stands in a log nobody can change; a relative "
           "is locked out beforehand"),
         _("what was read can be told or photographed")),
        (_("The person's phone is looked at"),
         _("neutral names and addresses, no cookie, nothing stored, a way out on each page"),
         _("the history of the browser and the name of the site")),
        (_("Nobody answers in time"),
         _("clocks, reminders, deputy, list of the coordinator, a second recipient"),
         _("192 is called in any case")),
        (_("Too much is sent, or to the wrong one"),
         _("what goes out is what the preview showed; taken back while nobody has accepted"),
         _("what was read")),
        (_("Somebody agrees without being free to"),
         _("own words, what for and until when, a second person for a child; ended at any time, "
           "and then the keys are destroyed"),
         _("pressure that nobody sees")),
        (_("The server or a backup is stolen"),
         _("all texts are sealed, key files lie apart, old backups end"),
         _("that an institution sent something on a day, how urgent it was, who works here")),
        (_("Whoever runs the server looks into it"),
         _("sealed texts, fingerprints compared by voice, a log that is sealed weekly"),
         _("keys taken from the running server")),
        (_("Everything is lost"),
         _("two holders, a paper key, backups, everything also on paper and by phone"),
         _("what nobody holds a key to any more")),
        (_("Something wrong sticks to a person"),
         _("source of each word, correction, “who knows what about me”"),
         _("copies that were printed")),
        (_("Numbers tell of one person"),
         _("small numbers and what they could be calculated from are left out"),
         _("what the whole town knows anyway")),
    )  # fmt: skip
    return tuple((*row, "") for row in rows)


def processing_record(data: ProcessingRecord) -> Paper:
    """One controller's record: purposes, people, kinds, recipients, time limits, measures."""
    head = (_("Purpose"), _("Of whom"), _("What"), _("To whom"), _("Ground; until when"))
    return Paper(
        title=_("Record of processing"),
        issuer=data.institution,
        parts=(
            Part(
                facts=(
                    (_("Controller"), data.institution),
                    (_("Represented by"), ""),
                    (_("Data-protection officer of the institution"), ""),
                    (_("Joint controllers"), data.network),
                    (_("Who runs the server"), ""),
                    (_("Where the server stands"), ""),
                )
            ),
            Part(
                table=Table(
                    head,
                    (
                        (_("Protection of a person, and referral"),
                         _("persons somebody worries about, those around them"),
                         _("identity, contact, what was noticed, health, legal matters, plan"),
                         _("institutions of the network, each by one act of sending"), ""),
                        (_("Word without a login"), _("whoever writes, and of whom they write"),
                         _("what they write, files"), _("institutions of the town"), ""),
                        (_("Accounts and mandates"), _("those who work in the network"),
                         _("name, role, work e-mail and phone"), _("members of the network"), ""),
                        (_("Log of openings and changes"), _("those who work in the network"),
                         _("who did what when, without content"),
                         _("holders of the institution, the operator"), ""),
                        (_("Numbers"), _("nobody in particular"),
                         _("counts, small ones left out"), _("the public"), _("no personal data")),
                    ),
                    (4, 4, 5, 4, 3),
                ),
            ),
            Part(
                heading=_("Measures"),
                items=(
                    _("Each section is sealed with a key of its own; keys are held by named "
                      "people."),
                    _("Password and a second factor; the screen locks after 15 minutes."),
                    _("Mails and notices name nothing."),
                    _("Backups are sealed again and end after 35 days."),
                    _("Spona sends nothing abroad and asks no foreign service."),
                ),
            ),
            *acts_part(data.acts),
        ),
        signs=(_("Head of the institution"),),
    )  # fmt: skip
