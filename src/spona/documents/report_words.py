"""The words printed on a report, in the language active at the call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from spona.documents.render import Language, Printable

if TYPE_CHECKING:
    from spona.documents.report_shape import Deadline

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)

type Kind = Literal["report", "referral", "transfer", "question", "addition"]
type Urgency = Literal["immediate", "urgent", "regular"]
type Age = Literal["child", "adult", "not_sure"]
type Answer = Literal["yes", "no", "not_sure", "not_asked"]


def title(kind: Kind, reference: str) -> str:
    return {
        "report": _("Report %(reference)s"),
        "referral": _("Referral %(reference)s"),
        "transfer": _("Transfer %(reference)s"),
        "question": _("Question %(reference)s"),
        "addition": _("Addition to %(reference)s"),
    }[kind] % {"reference": reference}


def urgency_word(urgency: Urgency) -> str:
    return {
        "immediate": pgettext("urgency", "immediate"),
        "urgent": pgettext("urgency", "urgent"),
        "regular": pgettext("urgency", "regular"),
    }[urgency]


def age_word(age: Age) -> str:
    return {
        "child": pgettext("age", "child"),
        "adult": pgettext("age", "adult"),
        "not_sure": pgettext("age", "not sure, so as for a child"),
    }[age]


def answer_word(answer: Answer) -> str:
    return {
        "yes": pgettext("answer", "Yes"),
        "no": pgettext("answer", "No"),
        "not_sure": pgettext("answer", "Not sure"),
        "not_asked": pgettext("answer", "Not asked"),
    }[answer]


def deadline_lines(deadline: Deadline | None, language: Language) -> dict[str, str]:
    """`by` is the day and hour that is printed large, `why` where it comes from."""
    if deadline is None:
        return {"by": _("No deadline was set."), "why": ""}
    if deadline.note:
        return {"by": deadline.note, "why": _source(deadline)}
    town = _("Local time in: %(town)s.") % {"town": deadline.town}
    counted = (
        _("Counted from the hour of printing; it runs from the hour of handing over.")
        if deadline.from_printing
        else ""
    )
    # Of a body that has hours of its own, they run whatever the urgency, and on days off too.
    rule = _("Rule: %(rule)s.") % {"rule": deadline.rule} if deadline.rule else ""
    since = ""
    if deadline.runs_from is not None:
        when = weekday_and_time(deadline.runs_from, language)
        since = _("It runs from: %(when)s.") % {"when": when}
    why = " ".join(filter(None, (town, _source(deadline), rule, since, counted)))
    return {"by": weekday_and_time(deadline.due_at, language), "why": why}


def _source(deadline: Deadline) -> str:
    """A deadline is never printed without its source."""
    if deadline.proposed or not deadline.source:
        return _("Proposed: no act sets it.")
    return _("Source: %(source)s.") % {"source": deadline.source.rstrip(".")}


def weekday_and_time(when: datetime, language: Language) -> str:
    """With the day of the week, because people plan by it."""
    day = WEEKDAYS[when.weekday()]
    return f"{day}, {date_and_time(when, language)}"


def sealed_line(section: str, seen_by: str) -> str:
    return _("%(section)s: sealed, seen by %(seen_by)s") % {
        "section": section,
        "seen_by": seen_by,
    }


def date_and_time(when: datetime, language: Language) -> str:
    if language == "en":
        return f"{when.day} {when:%B %Y, %H:%M}"
    if language == "hu":
        return f"{when.year}. {when.month}. {when.day}. {when:%H:%M}"
    return f"{when.day}. {when.month}. {when.year}. {when:%H:%M}"


def fact_labels() -> dict[str, str]:
    return {
        "from": pgettext("sender", "From"),
        "to": pgettext("recipient", "To"),
        "sent": _("Sent"),
        "printed": _("Printed"),
        "urgency": _("Urgency"),
        "deadline": _("Answer by"),
        "age": _("Age"),
        "language": _("Language"),
    }


def passed_on() -> str:
    return pgettext("paper", "Passed on by; the answer goes there")


def institution_labels() -> dict[str, str]:
    return {
        "phone": _("Phone"),
        "address": _("Address"),
        "email": _("E-mail"),
        "writer": pgettext("paper", "Written by"),
        "told": _("Who was told there"),
    }


def slip_words(*, gives_places: bool) -> dict[str, Printable]:
    answers: list[Printable] = [_("We take it over."), _("We need more. Call us.")]
    if gives_places:
        answers.append(_("We have no place."))
    return {
        "slip": _("Return slip"),
        "tear": _("Tear off here and send back by fax, post or e-mail"),
        "slip_to": _("Back to"),
        "slip_from": _("Answered by"),
        "slip_number": _("Our registry number"),
        "slip_received": _("Received on, at"),
        "slip_name": _("Name, role, phone"),
        "slip_answer": _("Our answer"),
        "slip_answers": answers,
        "slip_not_ours": _("It is not ours. It is for"),
        "slip_quiet": _("Do not write the person's name on this slip."),
        "qr_alt": _("The reference as a QR code"),
        "qr_caption": _("The reference, to scan"),
    }


def asked_label() -> str:
    return _("What is asked")


def second_hand() -> str:
    """What the recipient said and the sender wrote down."""
    return _("second-hand")


def entry_labels() -> dict[str, str]:
    return {
        "who": _("Who was reached"),
        "number": _("Their registry number"),
        "text": _("What was said"),
    }


def call_words(*, has_number: bool) -> dict[str, Printable]:
    number = (
        _("Call the number that stands here, not one that somebody gave you.")
        if has_number
        else _("Take the number from your coordinator, not from somebody who called you.")
    )
    return {
        "call": _("Call"),
        "numbers": _("Number"),
        "no_number": _("No number is entered. Ask your coordinator."),
        "say": _("Say"),
        "from": _("Who calls"),
        "what": _("What it is about"),
        "careful": _("Careful"),
        "rules": [
            number,
            _("Ask first who is on the line, with name and role, and write it down."),
            _("Do not say the person's name, address or phone. They stand on the paper."),
            _("Is nobody there who may know of it? Say only the reference, ask for a call back."),
        ],
        "ask": _("Ask"),
        "questions": [
            _("Do you take it over? Who leads it?"),
            _("Is it not yours? Then whose is it, and do you pass it on?"),
            _("What do you need from us, and until when?"),
            _("Under which number did you write it down?"),
        ],
        "write": _("Write down"),
        "blanks": [
            _("Name and role"),
            _("Day and hour"),
            _("Their registry number"),
            _("What was agreed"),
            _("When we call again"),
        ],
        "after": _("Then write it into Spona the same day and destroy this sheet."),
        "only_sender": _("Only for who calls"),
    }


def fixed_words() -> dict[str, Printable]:
    return {
        "brand": pgettext("paper", "Spona"),
        "for_recipient": _("Only for the recipient named here"),
        "practice": _("PRACTICE: people and events are invented"),
        "registry_number": _("Registry number"),
        "warning": _("Safety warning"),
        "asked": _("What is asked"),
        "own_words": _("In the person's own words"),
        "signs": _("Signs that were noticed"),
        "signs_only": _("Only what was answered with yes or not sure."),
        "signs_source": _("List"),
        "seen": _("Seen or heard"),
        "how": _("How known"),
        "observations": _("Observations"),
        "when": _("When"),
        "person": _("Who the person is"),
        "basis": _("Legal basis"),
        "refused": _("The person does not agree to this. It goes on the basis below all the same."),
        "unconfirmed": _("A lawyer has not yet confirmed this basis."),
        "court": _("This may be read in court, also by the defence."),
        "attachments": _("Attachments"),
        "withheld": _("What stays sealed"),
        "entries": _("What the sender wrote down"),
        "sign_here": _("For the sender"),
        "receive_here": _("For the recipient"),
        "date": _("Date"),
        "signature": _("Signature"),
        "received": _("Received on"),
        "stamp": _("Place for stamp"),
        "page": _("Page"),
        "unreadable": _("Page missing or unreadable? Call"),
    }
