"""Health, legal matters and plan of the person of a case."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from spona.cases.fields import maps_to
from spona.cases.fields.case_field import CaseField, Kind, Question, of_file
from spona.cases.fields.codes import YES_NO, Codes
from spona.cases.fields.file_codes import STAY

GUARDIAN: Final[Codes] = {
    "nobody": _("Nobody is named yet"),
    "parent": _("A parent"),
    "guardian": _("A guardian"),
    "temporary": _("A temporary guardian"),
    "collision": _("A collision guardian"),
}
_PLAIN: Final = Question()
_SEEN_BY_HEALTH: Final = {"health": _PLAIN}
_KNOWN_TO_POLICE: Final = {"police": _PLAIN}
_KNOWN_TO_SOCIAL_WORK: Final = {"social_work": _PLAIN}
_NOW: Final = _("Now")
_STATE: Final = _("State of health")
_CARE: Final = _("Care")
_GUARDIAN: Final = _("Guardian")
_POLICE: Final = _("Police and proceedings")
_RESIDENCE: Final = _("Residence")
_MORE: Final = _("More")
_health: Final = partial(of_file, "health", "section")
_legal: Final = partial(of_file, "legal", "section")

SUPPORT: Final = (
    _health(
        "urgent_need", _("Is help needed at once?"), group=_NOW, kind=Kind.ONE, codes=YES_NO,
        detail="urgent_need_more", centre=True, sectors=_SEEN_BY_HEALTH,
    ),
    _health("urgent_need_more", _("Which help"), group=_NOW, sectors=_SEEN_BY_HEALTH),
    _health(
        "self_harm", _("Is there a risk of self-harm?"), group=_NOW, kind=Kind.ONE, codes=YES_NO,
        sectors=_SEEN_BY_HEALTH,
    ),
    _health("injuries", _("Injuries"), group=_STATE, unknown=True, sectors=_SEEN_BY_HEALTH),
    _health("illnesses", _("Illnesses"), group=_STATE, unknown=True),
    _health("medication", _("Medication"), group=_STATE, unknown=True),
    _health("allergies", _("Allergies"), group=_STATE, unknown=True),
    _health("pregnancy", _("Pregnancy"), group=_STATE, kind=Kind.ONE, codes=YES_NO),
    _health(
        "disability", _("Disability, and the help it needs"), group=_STATE, unknown=True
    ),
    _health("addiction", _("Alcohol, drugs, other dependence"), group=_STATE, unknown=True),
    _health(
        "mental_state", _("How the person is, as described"), group=_STATE, kind=Kind.TEXT, rows=3,
        hint=_("Who described it, and when. No diagnosis of your own."),
    ),
    _health(
        "examined", _("Examinations until now"), group=_CARE, unknown=True,
        sectors=_SEEN_BY_HEALTH,
    ),
    _health("doctor", _("Doctor or health centre"), group=_CARE, unknown=True),
    _health("insurance", _("Is there health insurance?"), group=_CARE, kind=Kind.ONE, codes=YES_NO),
    CaseField(
        name="text", section="health", part="section", group=_MORE,
        label=_("What is known"), kind=Kind.TEXT,
        asked_in={"file": Question(rows=10)},
    ),
    CaseField(
        name="guardian_kind", section="legal", part="section", group=_GUARDIAN,
        label=_("Guardian"), kind=Kind.ONE,
        codes=GUARDIAN, question=_("Who is the child's guardian?"), detail="guardian",
        asked_in={"file": _PLAIN}, sectors=_KNOWN_TO_SOCIAL_WORK, maps=maps_to.GUARDIAN,
    ),
    CaseField(
        name="guardian", section="legal", part="section", group=_GUARDIAN, label=_("Their name"),
        asked_in={"file": _PLAIN},
        sectors={"social_work": Question(label=_("Name of the guardian"))},
    ),
    CaseField(
        name="conflict", section="legal", part="section", group=_GUARDIAN, kind=Kind.ONE,
        codes=YES_NO, label=_("May the guardian's interests collide with the child's?"),
        asked_in={
            "file": Question(
                hint=_(
                    "Ask it before any guardian sees something or agrees. Being a relative "
                    "opens nothing."
                )
            ),
        },
    ),
    _legal(
        "police_unit", _("Police station"), group=_POLICE, unknown=True, centre=True,
        sectors=_KNOWN_TO_POLICE,
    ),
    _legal(
        "police_number", _("Number of the report to the police"), group=_POLICE, length=60,
        sectors=_KNOWN_TO_POLICE,
    ),
    _legal(
        "willing", _("Is the person willing to work with the authorities?"), group=_POLICE,
        kind=Kind.ONE, codes=YES_NO, centre=True,
    ),
    _legal("statement", _("Statements given until now"), group=_POLICE, unknown=True),
    _legal(
        "prosecution_number", _("Prosecution, and its number"), group=_POLICE, length=120,
        unknown=True, sectors={"prosecution": _PLAIN},
    ),
    _legal(
        "other_bodies", _("Other bodies that know of it, with their numbers"), group=_POLICE,
        unknown=True,
    ),
    _legal(
        "protection", _("Protection that was ordered"), group=_POLICE, unknown=True,
        hint=_("Ban on approaching, police protection, hidden data."),
    ),
    _legal("lawyer", _("Lawyer or proxy"), group=_POLICE, unknown=True),
    _legal(
        "accused", _("Is the person accused of anything?"), group=_POLICE, kind=Kind.ONE,
        codes=YES_NO, detail="accused_more",
    ),
    _legal("accused_more", _("Of what, and where"), group=_POLICE),
    _legal(
        "detained", _("Is the person held in detention?"), group=_POLICE, kind=Kind.ONE,
        codes=YES_NO, detail="detained_more",
    ),
    _legal("detained_more", _("Where, and since when"), group=_POLICE),
    _legal(
        "stay", _("Residence in Serbia"), group=_RESIDENCE, kind=Kind.ONE, codes=STAY,
        detail="stay_more", sectors={"migration": _PLAIN}, maps=maps_to.STAY,
    ),
    _legal("stay_more", _("Ground and end of the residence"), group=_RESIDENCE),
    _legal("entered", _("When and where they entered Serbia"), group=_RESIDENCE, unknown=True),
    CaseField(
        name="text", section="legal", part="section", group=_MORE,
        label=_("What is known"), kind=Kind.TEXT,
        asked_in={"file": Question(rows=8)},
    ),
    CaseField(
        name="text", section="plan", part="section", group=_MORE,
        label=_("What is known"), kind=Kind.TEXT,
        asked_in={"file": Question(rows=10)},
    ),
)  # fmt: skip
