"""The initial assessment: a checklist with words, needs by area, strengths, the person's view.

Nothing is added up and nothing is computed of it. What it asks follows the checks of others as
facts, in own words: the risk assessment of the Bulgarian national referral mechanism, the pillars
of the OSCE/ODIHR handbook, the questions of Primero.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from django.utils.translation import gettext_lazy as _

from spona.cases.fields.case_field import Kind, of_file
from spona.cases.fields.codes import YES_NO, Codes
from spona.cases.fields.need_areas import PILLARS, areas_of

URGENT_NEEDS: Final[Codes] = {
    "shelter": _("A place to sleep"),
    "food": _("Food and water"),
    "clothes": _("Clothes and hygiene"),
    "medicine": _("Medicine"),
    "doctor": _("A doctor at once"),
    "calm": _("Rest and somebody to talk to"),
    "children": _("Care for the children"),
    "transport": _("Transport"),
}
_SAFETY: Final = _("Safety now")
_NEEDS: Final = _("What the person needs")
_CHILD: Final = _("For a child")
_RIGHTS: Final = _("Rights that were explained")
_STRENGTHS: Final = _("Strengths and the person's view")
_asked: Final = partial(of_file, "assessment", "section")
_check: Final = partial(_asked, kind=Kind.ONE, codes=YES_NO)
_many: Final = partial(_asked, kind=Kind.MANY, group=_NEEDS)

ASSESSMENT: Final = (
    _check(
        "threat", _("Is there a threat of violence, or of being exploited again?"), group=_SAFETY
    ),
    _check("can_be_reached", _("Can the exploiter reach the person?"), group=_SAFETY),
    _check("danger_outside", _("Will the person be in danger on leaving here?"), group=_SAFETY),
    _check(
        "place_known",
        _("Does the exploiter know the address, the school or the work?"),
        group=_SAFETY,
    ),
    _check(
        "phone_controlled", _("Does somebody else control the phone or accounts?"), group=_SAFETY
    ),
    _check("family_threatened", _("Is somebody of the family threatened?"), group=_SAFETY),
    _check("owes_debt", _("Does the person owe a debt to anybody?"), group=_SAFETY),
    _check("way_is_safe", _("Is it safe to travel to an appointment?"), group=_SAFETY),
    _check("safety_planned", _("Was a safety plan made together?"), group=_SAFETY),
    _asked(
        "afraid_of",
        _("What the person is afraid of"),
        group=_SAFETY,
        kind=Kind.TEXT,
        rows=3,
        hint=_("In their own words."),
    ),
    _asked(
        "wants_for_safety",
        _("What the person wants arranged for their safety"),
        group=_SAFETY,
        kind=Kind.TEXT,
        rows=3,
    ),
    _asked(
        "safety_more",
        _("More on safety"),
        group=_SAFETY,
        kind=Kind.TEXT,
        rows=3,
        hint=_("What was seen, heard or said, to the answers above."),
    ),
    _many("urgent_needs", _("At once"), codes=URGENT_NEEDS),
    # By the areas of the plan, so that what is needed has one name in both.
    *(_many(f"needs_{pillar}", label, codes=areas_of(pillar)) for pillar, label in PILLARS.items()),
    _asked(
        "most_important",
        _("What matters most to the person now"),
        group=_NEEDS,
        kind=Kind.TEXT,
        rows=3,
    ),
    _asked(
        "help_before",
        _("Which help was asked for before, and what came of it"),
        group=_NEEDS,
        kind=Kind.TEXT,
        rows=3,
    ),
    _check("age_in_doubt", _("Is the age in doubt?"), group=_CHILD),
    _check("child_heard", _("Was the child heard, and its view written down?"), group=_CHILD),
    _check(
        "child_understands",
        _("Was everything told in words that the child understands?"),
        group=_CHILD,
    ),
    _check("parent_involved", _("Is a parent suspected of being involved?"), group=_CHILD),
    _check(
        "guardian_independent", _("Is the guardian independent of the exploiter?"), group=_CHILD
    ),
    _check("siblings_safe", _("Are brothers and sisters safe?"), group=_CHILD),
    _check("school_kept", _("Does the child keep its place at school?"), group=_CHILD),
    _check(
        "images_online", _("Are there images or accounts that have to be secured?"), group=_CHILD
    ),
    _check("adult_to_call", _("Does the child know one adult to call at any hour?"), group=_CHILD),
    _asked("child_more", _("More on the child"), group=_CHILD, kind=Kind.TEXT, rows=3),
    _check(
        "told_may_refuse",
        _("That services may be refused, and help does not depend on answers"),
        group=_RIGHTS,
    ),
    _check("told_duty", _("What has to be reported by law"), group=_RIGHTS),
    _check("told_rights", _("Rights as an injured party and witness"), group=_RIGHTS),
    _check("told_reflection", _("The reflection period"), group=_RIGHTS),
    _check("told_compensation", _("Compensation"), group=_RIGHTS),
    _check("told_not_punished", _("That acts under coercion may stay unpunished"), group=_RIGHTS),
    _asked("talked_how", _("In which language, with whom, where"), group=_RIGHTS),
    _asked("coping", _("What helps the person to cope"), group=_STRENGTHS, kind=Kind.TEXT, rows=3),
    _asked("rely_on", _("People to rely on"), group=_STRENGTHS, kind=Kind.TEXT, rows=2),
    _asked("means", _("Money, work, skills"), group=_STRENGTHS, kind=Kind.TEXT, rows=2),
    _asked(
        "persons_view",
        _("How the person sees it"),
        group=_STRENGTHS,
        kind=Kind.TEXT,
        rows=4,
        hint=_("In their own words, also where you see it differently."),
    ),
    _asked("conclusion", _("What follows from it"), group=_STRENGTHS, kind=Kind.TEXT, rows=4),
)
