"""The words printed on a report, in the language active at the call."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona.documents.render import Language, Printable

type Kind = Literal["report", "referral", "transfer", "question"]
type Urgency = Literal["immediate", "urgent", "regular"]
type Age = Literal["child", "adult", "not_sure"]
type Answer = Literal["yes", "no", "not_sure", "not_asked"]


def title(kind: Kind, reference: str) -> str:
    return {
        "report": _("Report %(reference)s"),
        "referral": _("Referral %(reference)s"),
        "transfer": _("Transfer %(reference)s"),
        "question": _("Question %(reference)s"),
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


def deadline_line(deadline: str, source: str) -> str:
    """A clock is never printed without its source, when there is one."""
    return f"{deadline} ({source})" if deadline and source else deadline


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
        "deadline": _("Deadline"),
        "age": _("Age"),
        "language": _("Language"),
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


def sender_labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "role": _("Role"),
        "contact": _("Contact"),
        "told": _("Who was told there"),
    }


def fixed_words() -> dict[str, Printable]:
    return {
        "for_recipient": _("Only for the recipient named here"),
        "practice": _("PRACTICE: people and events are invented"),
        "registry_number": _("Registry number"),
        "warning": _("Safety warning"),
        "asked": _("What is asked"),
        "signs": _("Answers to the signs"),
        "signs_source": _("List"),
        "seen": _("Seen or heard"),
        "how": _("How known"),
        "observations": _("Observations"),
        "when": _("When"),
        "person": _("Who the person is"),
        "sender": _("Who sends"),
        "basis": _("Legal basis"),
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
    }
