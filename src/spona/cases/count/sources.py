"""From which sections of a file its counted record follows, and how. Pure: texts in, record out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from spona.cases.careplan import plan as careplan
from spona.cases.careplan.service_kinds import given_kinds
from spona.cases.case.count.registry import CountSources, Documents
from spona.cases.case.models import Case
from spona.cases.case.sections import NOT_KNOWN
from spona.cases.closure.documents import Closing
from spona.cases.fields.case_field import CaseField, Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.identification import decisions
from spona.cases.legal_track import track as legal_track
from spona.cases.legal_track.codes import ASKED, GRANTED
from spona.cases.referrals.moves import Kind as ReferralKind
from spona.directory.models import Network
from spona.reference.models import Town
from spona.reference.scripts import fold
from spona.statistics import codes
from spona.statistics.record import REFUSED, SETS, Document, set_of

CENTRE: Final = "centre"
CLOSING: Final = "closing"
# The reason of a closing that says where the person is now.
_ABROAD: Final = "abroad"
# Field of the record → the field of the case that it follows from.
COUNTED_FIELDS: Final = {one.maps.count.name: one for one in FIELDS if one.maps.count}
_CONSENT: Final = "consent_stats"
# The section in which somebody writes whether the person may be counted.
CONSENT: Final = COUNTED_FIELDS[_CONSENT].section
# Code of the list `service` → the group that is counted; any other one is another kind of help.
_GROUPS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("accommodation", "reception_shelter", "safe_house", "supported_housing"), "housing"
    ),
    "health_care": "health",
    **dict.fromkeys(
        ("psychological_support", "psychosocial_support", "counselling", "outreach_work"),
        "psychosocial",
    ),
    **dict.fromkeys(
        ("legal_aid", "court_representation", "preparation_for_testimony"), "legal"
    ),
    **dict.fromkeys(("material_assistance", "cash_social_assistance"), "material"),
    **dict.fromkeys(("education_and_retraining", "employment"), "education_work"),
    **dict.fromkeys(
        ("obtaining_documents", "interpretation", "transport_and_escort"), "papers_escort"
    ),
}  # fmt: skip
_STAYS: Final[Mapping[str, str]] = {
    "reflection": "reflection", "temporary": "permit", "asylum": "asylum", "other": "permit",
}  # fmt: skip


def computed(before: Document, documents: Documents, network: Network) -> Document:
    """The record as it follows from these sections; `{}` stands for one that was never written.

    A section that is not among `documents` is not open to whoever writes: what rests on it stays
    as the record says already.
    """
    towns = towns_of(network) if "contact" in documents else {}
    found = dict(before)
    for name, field in COUNTED_FIELDS.items():
        if field.section in documents and name not in _BESIDES:
            found[name] = _answer(field, documents[field.section], towns)
    for name, (sections, follow) in _BESIDES.items():
        if all(one in documents for one in sections):
            found[name] = follow(documents)
    return found


def as_refused(record: Document, consent: Mapping[str, Any]) -> Document:
    """The record, with the no of the person where the section `CONSENT` holds one: whoever wrote it
    down need not open the record, and then it does not say so yet.
    """
    said = _answer(COUNTED_FIELDS[_CONSENT], consent, {})
    return record | {_CONSENT: said} if said == REFUSED else record


def towns_of(network: Network) -> dict[str, str]:
    """A name of a town that the network serves, in any script and language and in each case in
    which somebody would write it → its slug.
    """
    served = Town.objects.filter(networks_served__network=network)
    towns = {town.slug: town for town in (network.town, *served)}
    return {
        fold(word): slug
        for slug, town in towns.items()
        for words in (town.words, town.genitive, town.locative)
        for word in words.values()
        if word
    }


def _answer(field: CaseField, document: Mapping[str, Any], towns: Mapping[str, str]) -> Any:
    """What the field says, in the codes of the record."""
    assert field.maps.count is not None
    given = document.get(field.name)
    unknown = field.name in document.get(NOT_KNOWN, ())
    nothing = codes.UNKNOWN if unknown else codes.NOT_ASKED
    mapped = field.maps.count.codes
    if field.maps.count.name in SETS:
        said = {one for code in given or () for one in mapped.get(code, (codes.OTHER,))}
        return set_of(said or {nothing})
    if not given:
        return nothing
    if field.kind == Kind.ONE:
        # A code that only a later version knows.
        return next(iter(mapped.get(str(given), ())), codes.UNKNOWN)
    return _town(str(given), towns)


def _town(typed: str, towns: Mapping[str, str]) -> str:
    """Only a name that stands there alone, or before a comma, is surely the town."""
    name = fold(typed.split(",", maxsplit=1)[0])
    bare = name.removeprefix("u ")
    return towns.get(name) or towns.get(bare) or codes.OTHER


def _status(documents: Documents) -> str:
    current = decisions.current_of(documents[decisions.SECTION])
    if current is None:
        return "presumed"
    # A code that only a later version knows stops no save.
    return current.outcome if current.outcome in codes.STATUS else codes.UNKNOWN


def _identified_by(documents: Documents) -> str:
    return CENTRE if _status(documents) == "identified" else codes.NONE


def _helped(documents: Documents) -> list[str]:
    plan = careplan.CarePlan.of(documents[careplan.SECTION])
    if not plan.needs:
        return [codes.NOT_ASKED]
    groups = {_GROUPS.get(kind, codes.OTHER) for kind in given_kinds(plan)}
    return set_of(groups or {codes.NONE})


def _guardian(documents: Documents) -> str:
    """Who was appointed; else who is named among the facts; else whether one was asked for."""
    track = _track(documents)
    states = {one.state: one.kind for one in track.guardians}
    if GRANTED in states:
        return states[GRANTED] if states[GRANTED] in codes.GUARDIAN else "guardian"
    named = _field("guardian", documents)
    if named in (codes.NONE, codes.NOT_ASKED, codes.UNKNOWN) and ASKED in states:
        return ASKED
    return named


def _stay(documents: Documents) -> str:
    stays = list(_track(documents).entries(legal_track.STAY))
    given = [one.kind for one in stays if isinstance(one, legal_track.Stay) and _is(one, GRANTED)]
    if given:
        return _STAYS.get(given[-1], "permit")
    said = _field("stay", documents)
    asked = any(isinstance(one, legal_track.Stay) and _is(one, ASKED) for one in stays)
    return ASKED if asked and said in (codes.NONE, *codes.NOT_SAID) else said


def _is(one: legal_track.Stay, state: str) -> bool:
    return one.state == state


def _legal_aid(documents: Documents) -> str:
    legal = documents["legal"]
    given = given_kinds(careplan.CarePlan.of(documents[careplan.SECTION]))
    if legal.get("lawyer") or _track(documents).entries(legal_track.PROXY):
        return "yes"
    if "legal" in (_GROUPS.get(kind) for kind in given):
        return "yes"
    return codes.UNKNOWN if "lawyer" in legal.get(NOT_KNOWN, ()) else codes.NOT_ASKED


def _compensation(documents: Documents) -> str:
    track = _track(documents)
    claims = [one for one in track.entries(legal_track.CLAIM) if isinstance(one, legal_track.Claim)]
    if any(one.paid for one in claims):
        return "paid"
    if any(one.awarded for one in claims):
        return "awarded"
    if claims:
        return "claimed"
    return codes.NOT_ASKED if track.is_empty else codes.NONE


def _return(documents: Documents) -> str:
    """What was done is more than what the person said about it."""
    closing = documents[CLOSING]
    if closing:
        read = Closing.from_document(dict(closing))
        said = (read.closed.said if read.closed else None) or (read.draft if read.asked else None)
        if said is not None and _ABROAD in said.reasons:
            return "returned"
    return str(_field("return", documents))


def _field(name: str, documents: Documents) -> str:
    field = COUNTED_FIELDS[name]
    return str(_answer(field, documents[field.section], {}))


def _track(documents: Documents) -> legal_track.LegalTrack:
    return legal_track.LegalTrack.of(documents[legal_track.SECTION])


# What does not follow from one field alone: name → the sections that it rests on, and how.
_BESIDES: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Documents], Any]]]] = {
    "status": ((decisions.SECTION,), _status),
    "identified_by": ((decisions.SECTION,), _identified_by),
    "helped": ((careplan.SECTION,), _helped),
    "guardian": (("legal", legal_track.SECTION), _guardian),
    "stay": (("legal", legal_track.SECTION), _stay),
    "legal_aid": (("legal", legal_track.SECTION, careplan.SECTION), _legal_aid),
    "compensation": ((legal_track.SECTION,), _compensation),
    "return": (("account", CLOSING), _return),
}


def _section_of(name: str) -> Iterable[str]:
    if name in _BESIDES:
        return _BESIDES[name][0]
    return [COUNTED_FIELDS[name].section] if name in COUNTED_FIELDS else []


# Field of the record → the first section in which it is corrected; what the report was is none's.
CORRECTED_IN: Final[Mapping[str, str]] = {
    name: next(iter(_section_of(name))) for name in (*COUNTED_FIELDS, *_BESIDES)
}
SOURCES: Final = frozenset(
    section for name in (*COUNTED_FIELDS, *_BESIDES) for section in _section_of(name)
)


def _handed_over(case: Case) -> bool:
    return case.referrals_in.filter(kind=ReferralKind.TRANSFER).exists()


FILE: Final = CountSources(SOURCES, computed, _handed_over)
