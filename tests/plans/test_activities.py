"""An activity: recorded once, by its own people, with numbers and nobody's name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.actions.activities import Held
from spona.plans.go import activity_path
from spona.plans.models import Activity
from spona.plans.queries import activities_between, states
from tests.plans.making import DAY, numbered
from tests.prevention.conftest import noticed
from tests.projects.world import school_project


def held(**more):
    said = {"kind": "lesson", "title": "Razgovor u školi", "held_on": today(), "total": 25}
    return Held(**said | more)


def record(world, who="ana", institution=None, **more):
    somebody = world.people[who]
    body = institution or somebody.member.institution
    return actions.record(world.vranje, held(**more), institution=body, by=somebody.actor)


def test_it_is_recorded_for_ones_own_institution(world):
    made = record(world, place="gimnazija", audience="pupils", partners=(world.health,))
    assert made.reference.startswith("A-")
    assert (made.institution, made.recorded_by, made.total) == (
        world.school, world.ana.member, 25,
    )  # fmt: skip
    assert list(made.partners.all()) == [world.health]
    with pytest.raises(Denied, match="your own institution"):
        record(world, institution=world.health)


def test_the_coordinator_records_for_a_partner_on_paper(world):
    made = record(world, "kosta", institution=world.police)
    assert (made.institution, made.recorded_by) == (world.police, world.kosta.member)


@pytest.mark.parametrize("who", ["cora", "nina"])
def test_nobody_of_another_network_records_here(world, who):
    with pytest.raises(Denied):
        record(world, who)


def test_numbers_by_sex_and_age_make_the_total(world):
    made = record(world, total=0, numbers={"f_15_17": 14, "m_15_17": 11, "m_65_up": 0})
    assert (made.total, made.numbers) == (25, {"f_15_17": 14, "m_15_17": 11})
    more = record(world, total=30, numbers={"f_15_17": 14})
    assert more.total == 30, "those who were not told apart are counted too"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_on": today() + DAY}, "lies ahead"),
        ({"held_on": dt.date(1926, 1, 1)}, "Check the year"),
        ({"kind": "party"}, "what kind"),
        ({"audience": "victims"}, "whom it was for"),
        ({"numbers": {"x_15_17": 1}}, "whole numbers"),
        ({"numbers": {"f_15_17": -1}}, "whole numbers"),
        ({"total": 10**9}, "whole numbers"),
        ({"total": 3, "numbers": {"f_15_17": 4}}, "more than in all"),
    ],
)
def test_impossible_activities_are_refused_with_a_sentence(world, wrong, sentence):
    with pytest.raises(Denied, match=sentence):
        record(world, **wrong)
    assert not Activity.objects.exists()


def test_partners_lines_projects_and_observations_are_of_the_network(world, plan):
    project = school_project(world)
    project.networks.set([world.nis])
    seen = noticed(world, "nina", network=world.nis)
    for wrong in (
        {"partners": (world.csw_nis,)}, {"project": project}, {"prompted_by": seen},
    ):  # fmt: skip
        with pytest.raises(Denied):
            record(world, **wrong)
    row = numbered(plan, "1.1")
    actions.drop_part(row, reason="r", by=world.kosta.actor)
    row.refresh_from_db()
    with pytest.raises(Denied, match="not in the plan"):
        record(world, line=row)


def test_it_counts_for_its_line_until_it_is_withdrawn(world, plan):
    row = numbered(plan, "1.3")
    made = record(world, line=row)
    assert states(plan, [row], today())[0][1].told == "1 of 2"
    actions.withdraw(made, reason="dvaput upisano", by=world.ana.actor)
    assert states(plan, [row], today())[0][1].done == 0
    actions.restore(made, by=world.ana.actor)
    assert states(plan, [row], today())[0][1].done == 1


def test_whoever_recorded_it_and_the_coordinator_correct_it_and_nobody_else(world):
    made = record(world)
    for who in ("direktor", "hana", "cora", "nina"):
        with pytest.raises(Denied, match="recorded this"):
            actions.rewrite(made, held(title="X"), by=world.people[who].actor)
        with pytest.raises(Denied):
            actions.withdraw(made, reason="r", by=world.people[who].actor)
    found = actions.rewrite(made, held(title="Razgovor, ispravljeno"), by=world.kosta.actor)
    assert found.title == "Razgovor, ispravljeno"
    assert found.changed_at is not None
    assert found.recorded_by == world.ana.member


def test_a_withdrawn_one_counts_nowhere_and_keeps_its_reason(world):
    made = record(world)
    with pytest.raises(Denied, match="Write why"):
        actions.withdraw(made, reason=" ", by=world.ana.actor)
    actions.withdraw(made, reason="nije održano", by=world.ana.actor)
    actions.withdraw(made, reason="opet", by=world.ana.actor)
    made.refresh_from_db()
    assert made.withdrawn_why == "nije održano"
    assert not activities_between(world.vranje, today(), today()).exists()
    with pytest.raises(Denied, match="Put it back first"):
        actions.rewrite(made, held(), by=world.ana.actor)


def test_search_is_blind_to_script_and_marks(world):
    made = record(world, title="Разговор у школи „Вук”", place="Ниш")
    for query in ("razgovor", "РАЗГОВОР", "skola", "nis", made.reference, "vuk razgovor"):
        found = Activity.objects.matching(query)
        assert bool(found) is (query != "skola"), query
    assert Activity.objects.matching("skoli").get() == made


def test_its_reference_leads_only_its_own_network_to_it(world):
    made = record(world)
    assert activity_path(made.reference, world.hana.actor) == f"/a/{made.reference}/"
    assert activity_path(made.reference, world.cora.actor) is None
    assert activity_path("A-0000-00", world.ana.actor) is None


def test_the_system_records_only_in_the_name_of_a_member(world):
    by = Actor.system("demo")
    with pytest.raises(Denied, match="acts for an institution"):
        actions.record(world.vranje, held(), institution=world.city, by=by)
    made = actions.record(
        world.vranje, held(), institution=world.city, by=by, member=world.kosta.member
    )
    assert made.recorded_by == world.kosta.member
    # A person cannot put somebody else's name under it.
    own = actions.record(world.vranje, held(), institution=world.school, by=world.ana.actor,
                         member=world.kosta.member)  # fmt: skip
    assert own.recorded_by == world.ana.member


def test_the_database_refuses_what_cannot_be(world, plan):
    row = numbered(plan, "1.1")
    for wrong in ({"ends_on": dt.date(1999, 1, 1)}, {"percent": 200}, {"amount": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**wrong)
