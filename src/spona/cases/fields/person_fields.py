"""Who the person of a case is, how to reach them, their papers, the people around them."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from spona.cases.fields import maps_to
from spona.cases.fields.case_field import AskedIn, CaseField, Kind, Question, of_file
from spona.cases.fields.codes import AGE, YES_NO
from spona.cases.fields.file_codes import AGE_SOURCE, CITIZENSHIP, EDUCATION, FAMILY, SEX

_ANSWER: Final = _("Choose an answer. “Not sure” is an answer too.")
_CHILD: Final = Question(hint=_("Not sure counts as a child until it is settled."))
_PLAIN: Final = Question()
_AGE: Final = _("Age and origin")
_LANGUAGE: Final = _("Language")
LIFE: Final = _("Life")
_SAFETY: Final = _("Safety")
_WHERE: Final = _("Where they are")
_PAPERS: Final = _("Papers and numbers")
_SCHOOLS: Final = ("school", "education_administration")
_identity: Final = partial(of_file, "identity", "who")
_reach: Final = partial(of_file, "contact", "reach")
_paper: Final = partial(of_file, "papers", "section", group=_PAPERS)


def in_reports(question: Question = _PLAIN) -> dict[AskedIn, Question]:
    """Asked alike of members and of people at work without an account."""
    return {"report": question, "named": question}


PERSON: Final = (
    CaseField(
        name="name", section="name", part="who", label=_("Name and surname"),
        maps=maps_to.typed("prs_FirstName", "prs_SecondName"),
        asked_in={
            **in_reports(Question(hint=_("A report can go without a name."))),
            "self": Question(hint=_("A file can begin without a name.")),
            "file": _PLAIN,
        },
    ),
    _identity(
        "other_names", _("Other names"), group=_AGE, unknown=True,
        hint=_("Nickname, name at birth, a name in false documents."),
    ),
    CaseField(
        name="age", section="identity", part="cover", group=_AGE,
        label=_("Is it a child?"), kind=Kind.ONE,
        codes=AGE, missing=_ANSWER, counts_as="age", maps=maps_to.AGE,
        asked_in={**in_reports(_CHILD), "file": _CHILD, "self": _CHILD},
    ),
    CaseField(
        name="age_detail", section="identity", part="cover", group=_AGE,
        label=_("Age, if you know it"),
        length=60, asked_in={**in_reports(), "file": _PLAIN},
    ),
    _identity(
        "age_source", _("How the age is known"), group=_AGE, kind=Kind.ONE, codes=AGE_SOURCE,
    ),
    CaseField(
        name="born", section="identity", part="who", group=_AGE, label=_("Date or year of birth"),
        kind=Kind.BIRTH, length=60, asked_in={"report": _PLAIN, "file": _PLAIN},
        maps=maps_to.typed("prs_Birthdate"),
    ),
    _identity("born_place", _("Place of birth"), group=_AGE, unknown=True),
    CaseField(
        name="sex", section="identity", part="who", group=_AGE, label=_("Sex"), kind=Kind.ONE,
        codes=SEX, centre=True, asked_in={"report": _PLAIN, "file": _PLAIN}, maps=maps_to.SEX,
    ),
    _identity(
        "citizenships", _("Citizenship"), group=_AGE, unknown=True, centre=True,
        hint=_("More than one, if there are more."), sectors={"migration": _PLAIN},
        maps=maps_to.CITIZENSHIPS,
    ),
    _identity(
        "citizenship", _("Citizenship, as it is counted"), group=_AGE, kind=Kind.ONE,
        codes=CITIZENSHIP, maps=maps_to.CITIZENSHIP,
        hint=_("Of several choose the one that stands first in this list."),
    ),
    CaseField(
        name="language", section="identity", part="cover", group=_LANGUAGE,
        label=_("Language"), length=120,
        question=_("Language the person understands best"), counts_as="language",
        asked_in={**in_reports(), "file": _PLAIN, "self": _PLAIN},
        maps=maps_to.typed("prs_PrimaryLanguage"),
    ),
    _identity(
        "interpreter", _("Is an interpreter needed?"), group=_LANGUAGE, kind=Kind.ONE,
        codes=YES_NO, centre=True, sectors={"migration": _PLAIN},
    ),
    _identity(
        "communication", _("Other help to understand each other"), group=_LANGUAGE,
        hint=_("Sign language, reading aloud, pictures, a person who calms them."),
    ),
    _identity(
        "school_work", _("School or work"), group=LIFE, unknown=True, centre=True,
        sectors=dict.fromkeys(_SCHOOLS, Question(label=_("School and class"))),
    ),
    _identity(
        "absences", _("Absence from school"), group=LIFE, unknown=True,
        hint=_("Since when, how often, with what excuse."),
        sectors=dict.fromkeys(
            _SCHOOLS, Question(hint=_("Since when, how often, with what excuse."))
        ),
    ),
    _identity(
        "education", _("Schooling"), group=LIFE, kind=Kind.ONE, codes=EDUCATION,
        maps=maps_to.EDUCATION,
    ),
    _identity("skills", _("What they can do and like to do"), group=LIFE),
    _identity("income", _("What they live on"), group=LIFE, unknown=True),
    _identity(
        "family_status", _("Marriage or partnership"), group=LIFE, kind=Kind.ONE, codes=FAMILY,
        maps=maps_to.FAMILY,
    ),
    _identity(
        "children", _("Children"), group=LIFE, unknown=True,
        hint=_("How many, how old, and with whom they are."),
        maps=maps_to.typed("prs_NumberOfChildren"),
    ),
    _identity(
        "lived_before", _("Where they lived before it began"), group=LIFE, unknown=True,
        hint=_("Country and place, and with whom."),
    ),
    _identity(
        "missing_before", _("When they were missing"), group=LIFE, unknown=True,
        hint=_("From where, how long, and who reported it."),
        sectors={"police": Question(hint=_("From where, how long, and who reported it."))},
    ),
    _identity(
        "social_work", _("Known to the centre for social work"), group=LIFE, unknown=True,
        sectors={"social_work": _PLAIN},
    ),
    CaseField(
        name="more", section="identity", part="who", group=LIFE,
        label=_("What else says who it is"),
        kind=Kind.TEXT,
        asked_in={
            **in_reports(Question(hint=_("Class, school, workplace, papers."), rows=2)),
            "file": _PLAIN,
        },
    ),
    CaseField(
        name="safe", section="contact", part="cover", group=_SAFETY,
        label=_("Safe to contact"), kind=Kind.ONE,
        codes=YES_NO, missing=_ANSWER, question=_("Is it safe to contact the person?"),
        asked_in={**in_reports(), "file": _PLAIN, "self": _PLAIN},
    ),
    CaseField(
        name="how_to_reach", section="contact", part="cover", group=_SAFETY,
        label=_("How to reach them"),
        kind=Kind.TEXT, question=_("How, when and through whom"), counts_as="safe_contact",
        asked_in={
            **in_reports(Question(
                hint=_("The recipient sees this at once. Write also what must not be done."), rows=2
            )),
            "file": Question(hint=_("Write also what must not be done.")),
            "self": Question(hint=_("Write also what must not be done.")),
        },
    ),
    _reach(
        "tell_decision", _("Whom to tell a decision, and in which way"), group=_SAFETY,
        hint=_("Write also who must not learn of it."), centre=True,
    ),
    CaseField(
        name="phone", section="contact", part="reach", group=_WHERE, label=_("Phone of the person"),
        kind=Kind.PHONE, length=60, counts_as="safe_contact",
        maps=maps_to.typed("prs_HomePhone", "prs_MobilePhone"),
        asked_in={**in_reports(), "file": _PLAIN},
    ),
    _reach(
        "online", _("E-mail or profile that is safe"), group=_WHERE,
        maps=maps_to.typed("prs_Email"),
    ),
    CaseField(
        name="address", section="contact", part="reach", group=_WHERE,
        label=_("Address"), counts_as="where_now", maps=maps_to.typed("prs_MailingStreet"),
        asked_in={
            **in_reports(Question(hint=_("Never write where a shelter is."))),
            "file": Question(hint=_("Of a shelter write only its name: it has no address here.")),
        },
    ),
    _reach("registered_address", _("Registered residence"), group=_WHERE, unknown=True),
    _reach(
        "lives_with", _("With whom they live now"), group=_WHERE, unknown=True, centre=True,
        hint=_("Of a shelter write only its name: it has no address here."),
    ),
    _reach(
        "municipality", _("Town or municipality where they are now"), group=_WHERE, unknown=True,
        centre=True, maps=maps_to.TOWN, hint=_("Its name alone: it is counted by it."),
    ),
    _reach(
        "safe_there", _("Are they safe where they are now?"), group=_WHERE, kind=Kind.ONE,
        codes=YES_NO, centre=True,
    ),
    CaseField(
        name="trusted", section="contact", part="reach", group=_SAFETY,
        label=_("A person they trust"),
        asked_in={"report": _PLAIN, "file": _PLAIN},
    ),
)  # fmt: skip


# Never in a packet unless somebody ticks it: a number finds a person in every register.
PAPERS: Final = (
    _paper(
        "id_document", _("Identity document"), unknown=True,
        hint=_("Kind, number, country, until when it is valid."),
    ),
    _paper(
        "personal_number", _("Personal number"), length=60, unknown=True,
        maps=maps_to.typed("prs_IdentityNumber"),
    ),
    _paper(
        "documents_where", _("Where the documents are"), unknown=True,
        hint=_("With the person, with the police, taken away, lost."),
    ),
    _paper(
        "travel_papers", _("With which documents they travelled"), unknown=True,
        hint=_("Own, borrowed or false; a visa or a permit; who got them."),
    ),
    _paper("other_documents", _("Other documents"), hint=_("Health card, permit, certificates.")),
    CaseField(
        name="people", section="people", part="section", label=_("People around the person"),
        kind=Kind.PEOPLE,
    ),
)  # fmt: skip
