"""What the network of Vranje asked in the demo's year: one questionnaire that is over, one open."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

from spona.access.actor import VISITOR
from spona.deadlines.time import in_days, moved, today
from spona.demo.people import DemoPeople
from spona.directory.models import Institution, Network
from spona.surveys import actions, submission_xml
from spona.surveys.form_model import Form
from spona.surveys.models import FormVersion, Round
from spona.surveys.ready_made import ready_made
from spona.surveys.xlsform.checking import check

_BY: Final = "mirjana.koordinator"
_ANALYST: Final = "dora.podaci"
# Of the young: how many answered, and how often each answer was given, beside the others.
_NUMBER: Final = 64
_YOUNG: Final[dict[str, dict[str, int]]] = {
    "about/age": {"15": 3, "16": 5, "17": 5, "18": 2},
    "about/sex": {"f": 6, "m": 5, "no_answer": 1},
    "work/offer": {"yes": 2, "no": 7, "dont_know": 1},
    "work/papers_ok": {"agree": 1, "partly": 2, "disagree": 6, "dont_know": 2},
    "work/debt_ok": {"agree": 1, "partly": 1, "disagree": 7, "dont_know": 1},
    "work/who_can": {"anybody": 5, "girls": 3, "poor": 2, "dont_know": 1},
    "help/tell_first": {"home": 5, "friends": 4, "school": 2, "police": 1, "nobody": 2},
    "help/knows_number": {"right": 3, "unsure": 4, "no": 3},
    "help/heard": {"school": 3, "internet": 5, "media": 2, "nowhere": 2},
    "help/lesson": {"yes": 4, "no": 5, "dont_know": 2},
}
_WORDS: Final = (
    "Кога да зовем ако ми неко узме документа?",
    "Да ли могу да питам у школи а да не кажу код куће?",
    "Како се проверава оглас за посао.",
)


def fill(people: DemoPeople) -> None:
    network = Network.objects.get(slug="vranje")
    _over(people, network)
    _open(people, network)


def _over(people: DemoPeople, network: Network) -> None:
    """Asked two months ago for four weeks; the sums are there, the answers for some weeks more."""
    with moved(in_days(-60)):
        found, version = _made(people, network, "young", last=28, until=110, public=False)
    dice = random.Random("questionnaire")  # noqa: S311 — the same numbers at each build
    for at in range(_NUMBER):
        said = {
            path: dice.choices(list(counts), list(counts.values()))[0]
            for path, counts in _YOUNG.items()
        }
        said["work/would_ask"] = " ".join(["pay", *(["contract"] if at % 3 else [])])
        if at % 20 == 0:
            said["help/missing"] = _WORDS[at // 20 % len(_WORDS)]
        with moved(in_days(-59 + at % 25)):
            _send(version, said)
    with moved(in_days(-31)):
        actions.close_round(found, late_phones=False, by=people.actor(_BY))


def _open(people: DemoPeople, network: Network) -> None:
    """What the members know of each other's services: open since last week."""
    with moved(in_days(-6)):
        _found, version = _made(people, network, "members", last=24, until=90, public=True)
    form = Form.from_json(version.model)
    for at in range(3):
        said = {
            one.path: one.choices[at % len(one.choices)].name for one in form.asked if one.choices
        }
        with moved(in_days(-5 + at)):
            _send(version, said)


def _made(
    people: DemoPeople,
    network: Network,
    name: str,
    *,
    last: int,
    until: int,
    public: bool,
) -> tuple[Round, FormVersion]:
    """Tried out and open on the day it is now; the days are counted from then."""
    by, day, ready = people.actor(_BY), today(), ready_made(name)
    outline = actions.Outline(
        title=ready.title,
        asked=ready.asked["sr"],
        consent=ready.consent,
        opens_on=day,
        closes_on=day + dt.timedelta(days=last),
        destroy_on=day + dt.timedelta(days=until),
        public=public,
    )
    asks = Institution.objects.get(pk=people.members[_BY].institution_id)
    owners = [people.members[_ANALYST]]
    found = actions.make_round(outline, network=network, institution=asks, owners=owners, by=by)
    checked = check(ready.xlsx(), title=str(ready.title))
    version = actions.put_form(found, checked, file_name=f"{name}.xlsx", by=by)
    actions.note_tried(found, by=by)
    version.round = actions.open_round(found, by=by)
    return version.round, version


def _send(version: FormVersion, said: dict[str, str]) -> None:
    form = Form.from_json(version.model)
    xml = submission_xml.written(form, said, instance=submission_xml.new_instance())
    actions.receive(version, xml, by=VISITOR)
