"""What was noticed and what happened to the person of a case."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from spona.cases.fields import maps_to
from spona.cases.fields.case_field import CaseField, Kind, Question, of_file
from spona.cases.fields.codes import CERTAINTY, YES_NO
from spona.cases.fields.file_codes import (
    CONTROL,
    EXPLOITATION,
    EXPLOITER,
    MAY_BE_COUNTED,
    RECRUITMENT,
)
from spona.cases.fields.person_fields import in_reports

_PLAIN: Final = Question()
_NOTICED: Final = _("What was said and noticed")
_FOUND: Final = _("How it came to light")
_FORM: Final = _("What they were made to do")
_BEGAN: Final = _("How it began")
_WHO: Final = _("Who does it, and how")
_ENDED: Final = _("How they got out")
_TOLD: Final = _("Telling about it")
_ANSWERS: Final = _("What the person says to each step")
_account: Final = partial(of_file, "account", "account")
_says: Final = partial(_account, group=_ANSWERS, kind=Kind.ONE, codes=YES_NO)

EVENTS: Final = (
    CaseField(
        name="asked", section="account", part="cover", label=_("What is asked"), length=300,
        maps=maps_to.typed("cas_OutgoingReferralDetails"),
        question=_("What do you ask of the recipient?"),
        missing=_("Write what you ask. Without it the recipient does not know what to do."),
        asked_in={
            **in_reports(Question(hint=_("One sentence. The recipient sees it at once."))),
        },
    ),
    CaseField(
        name="call", section="account", part="cover", label=_("Reached by phone"), kind=Kind.CALL,
    ),
    CaseField(
        name="own_words", section="account", part="account", group=_NOTICED,
        label=_("In their own words"),
        kind=Kind.TEXT,
        asked_in={
            **in_reports(Question(
                label=_("What the person said, in their own words"),
                hint=_("As it was said. Do not question a child in detail."), rows=3,
            )),
            "file": Question(hint=_("As they were said.")),
            "self": Question(hint=_("As they were said."), rows=6),
        },
    ),
    CaseField(
        name="noticed", section="account", part="account", group=_NOTICED,
        label=_("What else was noticed"),
        kind=Kind.TEXT, counts_as="what_was_seen",
        asked_in={
            **in_reports(Question(
                label=_("What else you noticed"), hint=_("Facts: what, when, where."), rows=3
            )),
            "file": _PLAIN,
        },
    ),
    CaseField(
        name="who_else", section="account", part="account", group=_NOTICED,
        label=_("Who else heard or saw it"),
        asked_in={**in_reports(), "file": _PLAIN},
    ),
    CaseField(
        name="certainty", section="account", part="sender", group=_NOTICED,
        label=_("The writer's certainty"),
        kind=Kind.ONE, codes=CERTAINTY,
        asked_in={
            **in_reports(Question(label=_("How certain are you?"))),
            "file": _PLAIN,
        },
    ),
    _account(
        "wishes", _("What the person wants"), group=_NOTICED, kind=Kind.TEXT, rows=3, centre=True,
        hint=_("Of a child the child's own wishes, in the child's words."),
    ),
    _account(
        "found_when", _("When the person was found, or came"), group=_FOUND, kind=Kind.PAST,
        unknown=True,
    ),
    _account(
        "found_where", _("Where, and by whom"), group=_FOUND, unknown=True,
        maps=maps_to.FOUND_WHERE,
    ),
    _account(
        "interviewed", _("Who has talked with the person"), group=_FOUND, unknown=True,
        hint=_("When, in which language, who was present."),
    ),
    _account(
        "evidence", _("What proof there is"), group=_FOUND, kind=Kind.TEXT, rows=2, unknown=True,
        hint=_("Messages, photos, papers, pay slips, and who keeps them."),
    ),
    _account(
        "exploitation_forms", _("Kinds of exploitation"), group=_FORM, kind=Kind.MANY,
        codes=EXPLOITATION, unknown=True, centre=True, maps=maps_to.EXPLOITATION,
    ),
    _account(
        "had_to_do", _("What they had to do"), group=_FORM, kind=Kind.TEXT, rows=3, unknown=True,
        maps=maps_to.HAD_TO_DO,
    ),
    _account(
        "exploited_when", _("When it went on"), group=_FORM, kind=Kind.PAST, unknown=True,
        centre=True, hint=_("From and until; a year or a season is enough."),
        maps=maps_to.EXPLOITED_WHEN,
    ),
    _account(
        "exploited_country", _("In which country"), group=_FORM, unknown=True,
        maps=maps_to.EXPLOITED_COUNTRY,
    ),
    _account(
        "exploited_town", _("In which town"), group=_FORM, unknown=True, centre=True,
        maps=maps_to.EXPLOITED_TOWN,
    ),
    _account(
        "exploited_place", _("In what kind of place"), group=_FORM, unknown=True,
        hint=_("House, building site, street, club, online."), maps=maps_to.EXPLOITED_PLACE,
        sectors={"labour_inspection": Question(label=_("In what kind of workplace"))},
    ),
    _account(
        "conditions", _("Hours, housing, food"), group=_FORM, kind=Kind.TEXT, rows=2, unknown=True,
        sectors={"labour_inspection": Question(rows=2)},
    ),
    _account(
        "earnings", _("What they were paid, and who took it"), group=_FORM, unknown=True
    ),
    _account(
        "still_in", _("Does it still go on?"), group=_FORM, kind=Kind.ONE, codes=YES_NO, centre=True
    ),
    _account(
        "began_when", _("When it began"), group=_BEGAN, kind=Kind.PAST, unknown=True,
        maps=maps_to.BEGAN_WHEN,
    ),
    _account(
        "age_began", _("How old they were when it began"), group=_BEGAN, length=60, unknown=True,
        maps=maps_to.typed("vic_AgeWhenTrafficked"),
    ),
    _account(
        "exploited_before", _("Did it happen to them before?"), group=_BEGAN, kind=Kind.ONE,
        codes=YES_NO, detail="exploited_before_more",
    ),
    _account("exploited_before_more", _("When, where, and whether it was reported"), group=_BEGAN),
    _account(
        "recruitment", _("How they were drawn in"), group=_BEGAN, kind=Kind.MANY,
        codes=RECRUITMENT, unknown=True, centre=True, maps=maps_to.RECRUITMENT,
    ),
    _account(
        "recruiter", _("Who drew them in"), group=_BEGAN, kind=Kind.ONE, codes=EXPLOITER,
        maps=maps_to.RECRUITER,
    ),
    _account(
        "recruited", _("What was promised, and by whom"), group=_BEGAN, kind=Kind.TEXT, rows=3,
        unknown=True, maps=maps_to.RECRUITED,
    ),
    _account(
        "apps", _("Sites and apps that were used"), group=_BEGAN, unknown=True,
        hint=_("To draw them in, to hold them, to offer them."),
        maps=maps_to.typed("vic_RecruitmentWebsitesAndApps", "vic_ExploitationWebsitesAndApps"),
    ),
    _account(
        "journey", _("The journey"), group=_BEGAN, kind=Kind.TEXT, rows=3, unknown=True,
        hint=_("From where to where, when, with whom, who paid."), maps=maps_to.JOURNEY,
    ),
    _account(
        "border", _("Was a border crossed?"), group=_BEGAN, kind=Kind.ONE, codes=YES_NO,
        maps=maps_to.BORDER,
    ),
    _account("debt", _("Debt that is said to be owed"), group=_BEGAN, unknown=True),
    _account(
        "control", _("Means of control"), group=_WHO, kind=Kind.MANY, codes=CONTROL, unknown=True,
        centre=True, maps=maps_to.CONTROL,
    ),
    _account(
        "control_more", _("How they were held"), group=_WHO, kind=Kind.TEXT, rows=3, unknown=True
    ),
    _account(
        "exploiter_relation", _("Who the exploiter is to them"), group=_WHO, kind=Kind.MANY,
        codes=EXPLOITER, unknown=True, centre=True, maps=maps_to.EXPLOITER,
    ),
    _account(
        "exploiters", _("What is known of the exploiters"), group=_WHO, kind=Kind.TEXT, rows=3,
        unknown=True, hint=_("Names, nicknames, places, vehicles, phones: as they were said."),
    ),
    _account("exploiters_number", _("How many there are"), group=_WHO, unknown=True),
    _account("last_contact", _("Last contact with them"), group=_WHO, kind=Kind.PAST, unknown=True),
    _account(
        "exploiter_knows", _("Do they know where the person is?"), group=_WHO, kind=Kind.ONE,
        codes=YES_NO, centre=True,
    ),
    _account(
        "other_victims", _("Are there other victims?"), group=_WHO, kind=Kind.ONE, codes=YES_NO,
        detail="other_victims_more", centre=True,
    ),
    _account("other_victims_more", _("Who, and where"), group=_WHO),
    _account("left_when", _("When they left"), group=_ENDED, kind=Kind.PAST, unknown=True),
    _account("left_how", _("How they left"), group=_ENDED, kind=Kind.TEXT, rows=2, unknown=True),
    _account(
        "stayed_because", _("Why they could not leave before"), group=_ENDED, kind=Kind.TEXT,
        rows=2, unknown=True,
    ),
    _account(
        "first_chance", _("Their first chance to tell somebody"), group=_TOLD, kind=Kind.TEXT,
        rows=2, unknown=True,
    ),
    _account(
        "prevented", _("What prevented it"), group=_TOLD, kind=Kind.TEXT, rows=2, unknown=True
    ),
    _account(
        "asked_before", _("Whom they asked for help before"), group=_TOLD, unknown=True
    ),
    _account("help_given", _("Help they have had until now"), group=_TOLD, unknown=True),
    _account(
        "concerns", _("What they fear from now on"), group=_TOLD, kind=Kind.TEXT, rows=2,
        centre=True,
    ),
    _account(
        "explained", _("What was explained to the person"), group=_ANSWERS,
        hint=_("Rights, and what happens with the report; in which language."),
    ),
    _says("agrees_centre", _("Agrees to a report to the Centre"), centre=True),
    _says("agrees_police", _("Agrees to a talk with the police"), centre=True),
    _says("agrees_shelter", _("Agrees to safe accommodation"), centre=True),
    _says("agrees_health", _("Agrees to a medical examination")),
    _says("agrees_counselling", _("Agrees to psychological help")),
    _says("agrees_legal", _("Agrees to a lawyer")),
    _says("agrees_association", _("Agrees to help of an association")),
    _says("agrees_family", _("Agrees that the family is told")),
    _says(
        "agrees_return", _("Agrees to return to the country of origin"), maps=maps_to.RETURN
    ),
    _account(
        "may_be_counted", _("May this person be counted?"), group=_ANSWERS, kind=Kind.ONE,
        codes=MAY_BE_COUNTED, maps=maps_to.MAY_BE_COUNTED,
        hint=_("Only sums leave the file, and small ones are never shown."),
    ),
)  # fmt: skip
