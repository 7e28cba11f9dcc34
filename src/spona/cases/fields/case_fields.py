"""The fields of a case, in the order in which a file is read."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from spona.cases.fields.case_field import AskedIn, CaseField, Kind, Question
from spona.cases.fields.codes import AGE, CERTAINTY, TOLD, URGENCY, YES_NO, Codes

GUARDIAN: Final[Codes] = {
    "nobody": _("Nobody is named yet"),
    "parent": _("A parent"),
    "guardian": _("A guardian"),
    "temporary": _("A temporary guardian"),
    "collision": _("A collision guardian"),
}
_ANSWER: Final = _("Choose an answer. “Not sure” is an answer too.")
_CHILD: Final = Question(hint=_("Not sure counts as a child until it is settled."))
_PLAIN: Final = Question()


def _in_reports(question: Question = _PLAIN) -> dict[AskedIn, Question]:
    """Asked alike of members and of people at work without an account."""
    return {"report": question, "named": question}


_PERSON: Final = (
    CaseField(
        name="name", section="name", part="who", label=_("Name and surname"),
        asked_in={
            **_in_reports(Question(hint=_("A report can go without a name."))),
            "self": Question(hint=_("A file can begin without a name.")),
            "file": _PLAIN,
        },
    ),
    CaseField(
        name="age", section="identity", part="cover", label=_("Is it a child?"), kind=Kind.ONE,
        codes=AGE, missing=_ANSWER, counts_as="age",
        asked_in={**_in_reports(_CHILD), "file": _CHILD, "self": _CHILD},
    ),
    CaseField(
        name="age_detail", section="identity", part="cover", label=_("Age, if you know it"),
        length=60, asked_in={**_in_reports(), "file": _PLAIN},
    ),
    CaseField(
        name="born", section="identity", part="who", label=_("Date or year of birth"),
        kind=Kind.BIRTH, length=60, asked_in={"report": _PLAIN, "file": _PLAIN},
    ),
    CaseField(
        name="language", section="identity", part="cover", label=_("Language"), length=120,
        question=_("Language the person understands best"), counts_as="language",
        asked_in={**_in_reports(), "file": _PLAIN, "self": _PLAIN},
    ),
    CaseField(
        name="more", section="identity", part="who", label=_("What else says who it is"),
        kind=Kind.TEXT,
        asked_in={
            **_in_reports(Question(hint=_("Class, school, workplace, papers."), rows=2)),
            "file": _PLAIN,
        },
    ),
    CaseField(
        name="safe", section="contact", part="cover", label=_("Safe to contact"), kind=Kind.ONE,
        codes=YES_NO, missing=_ANSWER, question=_("Is it safe to contact the person?"),
        asked_in={**_in_reports(), "file": _PLAIN, "self": _PLAIN},
    ),
    CaseField(
        name="how_to_reach", section="contact", part="cover", label=_("How to reach them"),
        kind=Kind.TEXT, question=_("How, when and through whom"), counts_as="safe_contact",
        asked_in={
            **_in_reports(Question(
                hint=_("The recipient sees this at once. Write also what must not be done."), rows=2
            )),
            "file": Question(hint=_("Write also what must not be done.")),
            "self": Question(hint=_("Write also what must not be done.")),
        },
    ),
    CaseField(
        name="phone", section="contact", part="reach", label=_("Phone of the person"),
        kind=Kind.PHONE, length=60, counts_as="safe_contact",
        asked_in={**_in_reports(), "file": _PLAIN},
    ),
    CaseField(
        name="address", section="contact", part="reach", label=_("Address"), counts_as="where_now",
        asked_in={
            **_in_reports(Question(hint=_("Never write where a shelter is."))),
            "file": Question(hint=_("Of a shelter write only its name: it has no address here.")),
        },
    ),
    CaseField(
        name="trusted", section="contact", part="reach", label=_("A person they trust"),
        asked_in={"report": _PLAIN, "file": _PLAIN},
    ),
)  # fmt: skip

_WHAT_IS_KNOWN: Final = (
    CaseField(
        name="asked", section="account", part="cover", label=_("What is asked"), length=300,
        question=_("What do you ask of the recipient?"),
        missing=_("Write what you ask. Without it the recipient does not know what to do."),
        asked_in={
            **_in_reports(Question(hint=_("One sentence. The recipient sees it at once."))),
        },
    ),
    CaseField(
        name="call", section="account", part="cover", label=_("Reached by phone"), kind=Kind.CALL,
    ),
    CaseField(
        name="own_words", section="account", part="account", label=_("In their own words"),
        kind=Kind.TEXT,
        asked_in={
            **_in_reports(Question(
                label=_("What the person said, in their own words"),
                hint=_("As it was said. Do not question a child in detail."), rows=3,
            )),
            "file": Question(hint=_("As they were said.")),
            "self": Question(hint=_("As they were said."), rows=6),
        },
    ),
    CaseField(
        name="noticed", section="account", part="account", label=_("What else was noticed"),
        kind=Kind.TEXT, counts_as="what_was_seen",
        asked_in={
            **_in_reports(Question(
                label=_("What else you noticed"), hint=_("Facts: what, when, where."), rows=3
            )),
            "file": _PLAIN,
        },
    ),
    CaseField(
        name="who_else", section="account", part="account", label=_("Who else heard or saw it"),
        asked_in={**_in_reports(), "file": _PLAIN},
    ),
    CaseField(
        name="certainty", section="account", part="sender", label=_("The writer's certainty"),
        kind=Kind.ONE, codes=CERTAINTY,
        asked_in={
            **_in_reports(Question(label=_("How certain are you?"))),
            "file": _PLAIN,
        },
    ),
)  # fmt: skip

_WORK: Final = (
    CaseField(
        name="text", section="health", part="section", label=_("What is known"), kind=Kind.TEXT,
        asked_in={"file": Question(rows=10)},
    ),
    CaseField(
        name="guardian_kind", section="legal", part="section", label=_("Guardian"), kind=Kind.ONE,
        codes=GUARDIAN, question=_("Who is the child's guardian?"), detail="guardian",
        asked_in={"file": _PLAIN},
    ),
    CaseField(
        name="guardian", section="legal", part="section", label=_("Their name"),
        asked_in={"file": _PLAIN},
    ),
    CaseField(
        name="conflict", section="legal", part="section", kind=Kind.ONE, codes=YES_NO,
        label=_("May the guardian's interests collide with the child's?"),
        asked_in={
            "file": Question(
                hint=_(
                    "Ask it before any guardian sees something or agrees. Being a relative "
                    "opens nothing."
                )
            ),
        },
    ),
    CaseField(
        name="text", section="legal", part="section", label=_("What is known"), kind=Kind.TEXT,
        asked_in={"file": Question(rows=8)},
    ),
    CaseField(
        name="text", section="plan", part="section", label=_("What is known"), kind=Kind.TEXT,
        asked_in={"file": Question(rows=10)},
    ),
)  # fmt: skip

# Of the report alone: no section of a file holds them.
_REPORT: Final = (
    CaseField(
        name="urgency", section="", part="cover", label=_("Urgency"), kind=Kind.ONE, codes=URGENCY,
        question=_("How urgent is it?"),
        missing=_("Choose how urgent it is. The deadline depends on it."),
        asked_in={**_in_reports()},
    ),
    CaseField(
        name="told", section="", part="sender", label=_("Who was told there"), kind=Kind.MANY,
        codes=TOLD, question=_("Who here was told?"), counts_as="who_knows",
        asked_in={**_in_reports()},
    ),
    CaseField(
        name="told_more", section="", part="sender", label=_("When, and who else"),
        counts_as="who_knows", asked_in={"report": _PLAIN},
    ),
    CaseField(
        name="own_phone", section="", part="sender", label=_("Your phone for the recipient"),
        kind=Kind.PHONE, length=60, asked_in={
            "report": _PLAIN,
            "named": Question(
                label=_("Phone of your institution"),
                hint=_("The directory does not have it. They check it, then call and ask for you."),
            ),
        },
    ),
    CaseField(
        name="registry_number", section="", part="sender", label=_("Delovodni broj"), length=60,
        asked_in={
            **_in_reports(Question(hint=_("If your records office has given one. It is sealed."))),
        },
    ),
    CaseField(
        name="notes", section="", part="kept", label=_("Only for you"), kind=Kind.TEXT,
        asked_in={
            "report": Question(hint=_("This is never sent. It stays with your copy."), rows=2),
        },
    ),
)  # fmt: skip

FIELDS: Final = (*_PERSON, *_WHAT_IS_KNOWN, *_WORK, *_REPORT)
