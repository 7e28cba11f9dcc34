"""What was noticed, or is missing, arrives in the form of the plan; and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest

from spona.access.denied import Denied
from spona.access.models import new_token
from spona.deadlines.time import today
from spona.plans import actions
from spona.plans.models import Line, Plan
from spona.prevention import actions as prevention
from spona.prevention.models import FollowUp, State
from spona.prevention.queries import told_without_firm
from spona.tasks.models import Task
from tests.plans.making import line, numbered, objective
from tests.prevention.conftest import TOLD, noticed

FIRM = "Zlatna Lipa d.o.o."


@pytest.fixture
def row(world):
    return noticed(
        world,
        title="Oglas za rad bez ugovora, Zlatne Lipe",
        text="ЗЛАТНА ЛИПА тражи раднице. Огласи стоје код школе.",
        firm=FIRM,
    )


@pytest.fixture
def kosta(world):
    world.kosta.account.language = "en"
    world.kosta.account.save(update_fields=["language"])
    return world.kosta.sign_in()


def way_in(row):
    return f"/plan/?network={row.network.slug}&from={row.pk}"


def sent(page, **more):
    """What the form holds, as a browser would send it."""
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, "", [])}
    return said | {"token": new_token()} | more


def test_what_was_noticed_arrives_filled_in_and_linked_both_ways(world, kosta, row, plan):
    assert way_in(row).replace("&", "&amp;") in kosta.get(f"/prevention/{row.pk}/").content.decode()
    page = kosta.get(way_in(row), follow=True)
    form = page.context["form"]
    assert form["title"].value() == "Oglas za rad bez ugovora, …"
    assert form["reason"].value() == f"It follows from observation No. {row.number}."
    assert "Oglasi stoje kod škole" in page.content.decode()
    where = page.redirect_chain[-1][0]
    saved = kosta.post(where, sent(page), follow=True)
    made = Line.objects.get(prompted_by=row)
    assert (made.plan, made.title) == (plan, "Oglas za rad bez ugovora, …")
    assert f"/prevention/{row.pk}/" in saved.content.decode()
    row.refresh_from_db()
    assert row.state == State.FOLLOWED
    assert not Task.objects.open().filter(subject_id=row.pk).exists()
    seen = kosta.get(f"/prevention/{row.pk}/").content.decode()
    assert f"/plan/line/{made.pk}/" in seen
    assert "in progress" in seen
    actions.report_progress(made, percent=100, by=world.kosta.actor)
    assert "completed" in kosta.get(f"/prevention/{row.pk}/").content.decode()


def test_the_firm_is_nowhere_on_the_way(kosta, row, plan):
    form = kosta.get(way_in(row), follow=True)
    saved = kosta.post(form.redirect_chain[-1][0], sent(form), follow=True)
    files = [kosta.get(f"/plan/{plan.pk}/{name}") for name in ("plan.csv", "plan.xlsx", "history/")]
    for page in (form, saved, *files):
        told = as_text(page.content).lower()
        assert re.findall(r"\b(?:zlatn|златн|lip|лип)\w*", told) == []


def as_text(content):
    """Of a workbook, what is written in it: packed, no word of it would be found."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist())


def test_looking_and_going_back_leave_nothing(kosta, row, plan):
    before = Line.objects.count()
    page = kosta.get(way_in(row), follow=True)
    assert f'href="/prevention/{row.pk}/"' in page.content.decode()
    assert (Line.objects.count(), FollowUp.objects.count()) == (before, 0)
    row.refresh_from_db()
    assert row.state == State.NEW


def test_out_of_a_draft_it_leaves_nothing_and_is_on_the_desk_again(world, row, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", objective(), by=by)
    made = actions.write_part(draft, "activity", line(draft), prompted_by=row, by=by)
    actions.drop_part(made, by=by)
    row.refresh_from_db()
    assert (row.state, row.follow_ups.count()) == (State.NEW, 0)
    assert Task.objects.open().filter(subject_id=row.pk).count() == 1


def test_what_else_followed_stays_when_the_line_goes(world, row, draft):
    by = world.kosta.actor
    actions.write_part(draft, "objective", objective(), by=by)
    made = actions.write_part(draft, "activity", line(draft), prompted_by=row, by=by)
    prevention.mark_followed_up(row, kind="budget", reference="12", by=by)
    actions.drop_part(made, by=by)
    row.refresh_from_db()
    assert (row.state, row.follow_ups.get().kind) == (State.FOLLOWED, "budget")


def test_out_of_an_adopted_plan_the_observation_says_so(world, kosta, row, plan):
    by = world.kosta.actor
    made = actions.write_part(
        plan, "activity", line(plan, "1.9"), prompted_by=row, reason="x", by=by
    )
    actions.drop_part(made, reason="Not any more", by=by)
    assert "taken out of the plan" in kosta.get(f"/prevention/{row.pk}/").content.decode()


def test_without_a_plan_or_an_objective_it_waits_until_there_is_one(world, kosta, row):
    page = kosta.get(way_in(row))
    assert f"from={row.pk}" in page.content.decode()
    begin = f"/plan/new/?network={row.network.slug}&from={row.pk}"
    page = kosta.post(begin, sent(kosta.get(begin)), follow=True)
    assert page.context["part"] == "objective"
    page = kosta.post(page.redirect_chain[-1][0], sent(page, title="Prevencija"), follow=True)
    assert page.context["part"] == "activity"
    kosta.post(page.redirect_chain[-1][0], sent(page))
    assert Line.objects.get(prompted_by=row).plan == Plan.objects.get()


def test_only_who_writes_the_plan_is_led_there(world, row, plan):
    vera = world.vera.sign_in()
    assert "/plan/?network" not in vera.get(f"/prevention/{row.pk}/").content.decode()
    page = vera.get(way_in(row), follow=True)
    assert page.redirect_chain[-1][0] == f"/plan/{plan.pk}/"
    assert vera.get(f"/plan/{plan.pk}/add/activity/?from={row.pk}").status_code in (403, 404)


def test_nothing_of_another_network_nor_what_is_closed_is_carried(world, kosta, row, plan):
    other = noticed(world, "cora", network=world.nis)
    for wrong in (other.pk, "x", plan.pk):
        path = f"/plan/{plan.pk}/add/activity/?from={wrong}"
        assert kosta.get(path).status_code == 404
    with pytest.raises(Denied):
        actions.write_part(
            plan, "activity", line(plan, "1.9"), prompted_by=other, reason="x",
            by=world.kosta.actor,
        )  # fmt: skip
    prevention.close(row, outcome="stopped", by=world.kosta.actor)
    assert kosta.get(way_in(row)).status_code == 404
    assert not Line.objects.filter(prompted_by__isnull=False).exists()


def test_words_that_were_taken_back_are_gone_from_the_line_too(world, kosta, row, plan):
    made = numbered(plan, "1.1")
    made.prompted_by = row
    made.save(update_fields=["prompted_by"])
    assert "Oglasi" in kosta.get(f"/plan/line/{made.pk}/").content.decode()
    prevention.withdraw(row, by=world.kosta.actor)
    assert "Oglasi" not in kosta.get(f"/plan/line/{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("firm", "said", "told"),
    [
        ("", "Advert of Somebody", "Advert of Somebody"),
        ("Zlatna lipa", "U Zlatnoj lipi, svake noći", "U …, svake noći"),
        ("Златна липа а.д.", "Zlatna Lipa a.d. traži", "… a.d. traži"),
        ("Lipa", "Rad kod Lipe", "Rad kod …"),
    ],
)
def test_each_word_of_the_firm_is_a_gap(world, firm, said, told):
    row = noticed(world, **TOLD | {"title": said, "firm": firm})
    assert told_without_firm(row)[0] == told


def test_what_is_missing_arrives_with_its_estimate(world, kosta, plan):
    prevention.write_need(
        world.vranje, institution=world.csw, service="psychological", month=today().replace(day=1),
        times=7, reason="none_in_town", cost=Decimal(900000), currency="RSD",
        cost_source="cenovnik", by=world.kosta.actor,
    )  # fmt: skip
    text = kosta.get(f"/prevention/needs/line/{world.vranje.slug}/psychological/")
    page = kosta.get(text.context["above"], follow=True)
    form = page.context["form"]
    assert form["title"].value().startswith("Ensure the service: ")
    assert (form["amount"].value(), form["currency"].value()) == ("900,000", "RSD")
    assert "cenovnik" in page.content.decode()
    kosta.post(page.redirect_chain[-1][0], sent(page, ends_on=today() + dt.timedelta(days=0)))
    assert Line.objects.filter(amount=900000, plan=plan).count() == 1
