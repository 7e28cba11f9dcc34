"""A town chooses who reads messages without a name; a message that nobody can open is impossible."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.directory import actions as directory
from spona.directory.institution_names import short_name
from spona.directory.models import NetworkRole
from spona.tipline import actions
from spona.tipline.models import Tip, TipRoute
from spona.tipline.route import tipline_of
from spona.vault.models import Grant, IntakeKey, IntakeWrap
from tests.cases.world import DEMO
from tests.tipline.pages import Visitor


@pytest.fixture
def kosta(world):
    return signed_in(world.kosta)


def signed_in(somebody):
    """At a browser in English, so that sentences can be compared."""
    somebody.account.language = "en"
    somebody.account.save(update_fields=["language"])
    return somebody.sign_in()


def page_of(world) -> str:
    return reverse("tipline:readers", args=[world.vranje.slug])


def add(world, one) -> str:
    return reverse("tipline:add_reader", args=[world.vranje.slug, one.code])


def end(world, one) -> str:
    return reverse("tipline:end_reader", args=[world.vranje.slug, one.code])


def ids(*institutions) -> dict[str, list[str]]:
    return {"keeping": [str(one.pk) for one in institutions]}


def read(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def route(world):
    return tipline_of(world.vranje).route


def test_the_coordinator_finds_the_page_and_it_says_that_the_default_holds_and_since_when(
    world, kosta
):
    assert page_of(world) in read(kosta.get(reverse("directory:network")))
    shown = read(kosta.get(page_of(world)))
    opened = timezone.localtime(world.vranje.casework_opened_at)
    assert "Nobody has decided this yet, so the default has held since" in shown
    assert str(opened.year) in shown
    assert str(world.csw.words) in shown
    assert str(world.police.words) in shown
    # Nothing was changed, so nothing is told of it.
    assert "What was changed" not in shown


def test_added_to_the_default_the_others_go_on_reading_and_the_public_page_names_all(world, kosta):
    asked = read(kosta.get(add(world, world.health)))
    assert asked.count("checked") == 2
    assert not TipRoute.objects.exists()
    answer = kosta.post(add(world, world.health), ids(world.csw, world.police))
    assert answer.url == page_of(world)
    assert route(world) == [world.csw, world.police, world.health]
    for public in (Visitor().get("in/vranje/new/"), Visitor().get("in/vranje/")):
        assert all(short_name(one) in public for one in (world.csw, world.police, world.health))
    shown = read(kosta.get(page_of(world)))
    assert "The network has decided this." in shown
    assert shown.count(world.kosta.member.person.shown_name) >= 3


def test_what_is_unticked_at_the_first_decision_reads_nothing_new(world, kosta):
    kosta.post(add(world, world.health), ids(world.csw))
    assert route(world) == [world.csw, world.health]
    public = " ".join(Visitor().get("in/vranje/new/").split())
    assert short_name(world.csw) in public
    assert f"It is read by: {short_name(world.csw)}, {short_name(world.health)}." in public


def test_one_is_ended_keeps_what_it_has_and_is_added_again(world, kosta, send):
    before, _code = send()
    asked = read(kosta.get(end(world, world.police)))
    assert "What it has got stays with it" in asked
    assert kosta.post(end(world, world.police)).url == page_of(world)
    assert route(world) == [world.csw]
    after, _code = send()
    assert set(Tip.objects.visible_to(world.petra.actor)) == {before}
    assert set(Tip.objects.visible_to(world.bea.actor)) == {before, after}
    assert not Grant.objects.filter(section__box=after.box, to_id=world.police.pk).exists()
    # Undo is to add it again.
    assert add(world, world.police) in read(kosta.get(page_of(world)))
    kosta.post(add(world, world.police))
    assert route(world) == [world.csw, world.police]
    lines = Entry.objects.filter(name__startswith="tip_route:", subject_id=world.police.pk)
    assert [line.name for line in lines.order_by("seq")] == ["tip_route:ended", "tip_route:added"]
    assert {line.actor for line in lines} == {str(world.kosta.member.person_id)}


def test_the_last_one_who_can_open_is_never_ended(world, kosta):
    kosta.post(end(world, world.police))
    shown = read(kosta.get(page_of(world)))
    assert "The only one who can open a message" in shown
    assert end(world, world.csw) not in shown
    refused = read(kosta.post(end(world, world.csw)), 422)
    assert "Nobody would be left who can open a message" in refused
    assert route(world) == [world.csw]


def test_where_the_other_one_cannot_open_anything_the_last_who_can_stays(world, kosta):
    """By default the police reads too; its holders are gone, so it counts for nothing."""
    IntakeWrap.objects.filter(key__institution=world.police).delete()
    shown = read(kosta.get(page_of(world)))
    assert "Nobody there can open anything today, so it gets no message." in shown
    read(kosta.post(end(world, world.csw)), 422)
    assert route(world) == [world.csw]
    assert not TipRoute.objects.exists()


def test_who_has_no_intake_key_is_not_added(world, kosta):
    shown = read(kosta.get(page_of(world)))
    assert add(world, world.school) not in shown
    assert str(world.school.words) in shown
    refused = read(kosta.post(add(world, world.school), ids(world.csw)), 422)
    assert "Nobody at this institution can open a message yet." in refused
    assert not TipRoute.objects.exists()
    assert route(world) == [world.csw, world.police]


def test_where_nobody_can_open_any_more_the_page_says_so_and_the_public_takes_nothing(world, kosta):
    IntakeWrap.objects.all().delete()
    assert "so none is taken" in read(kosta.get(page_of(world)))
    assert "none is taken" in Visitor().get("in/vranje/")


def test_a_key_that_was_altered_is_named(world, kosta):
    IntakeKey.objects.filter(institution=world.police).update(public_key=b"x" * 32)
    assert "Its key was altered. Call the operator" in read(kosta.get(page_of(world)))


def test_twice_is_once(world, kosta):
    for _time in range(2):
        answer = kosta.post(add(world, world.health), ids(world.csw, world.police))
        assert answer.url == page_of(world)
    assert TipRoute.objects.count() == 3
    for _time in range(2):
        assert kosta.post(end(world, world.health)).status_code == 302
    assert TipRoute.objects.filter(institution=world.health).count() == 1
    assert Entry.objects.filter(name="tip_route:ended").count() == 1


def test_two_decide_at_once_and_the_later_one_is_asked_again(world, kosta):
    actions.add_to_route(world.csw, network=world.vranje, by=world.kosta.actor)
    refused = read(kosta.post(add(world, world.health), ids(world.police)), 422)
    assert "This was changed meanwhile" in refused
    assert route(world) == [world.csw]


def test_the_deputy_may_and_nobody_else_of_the_network(world):
    directory.give_network_role(
        world.ana.member, network=world.vranje, role="deputy_coordinator", by=DEMO
    )
    assert world.ana.sign_in().get(page_of(world)).status_code == 200
    for one in (world.bea, world.direktor, world.hana):
        browser = one.sign_in()
        assert page_of(world) not in read(browser.get(reverse("directory:network")))
        assert browser.get(page_of(world)).status_code == 403
        for where in (add(world, world.health), end(world, world.police)):
            assert browser.post(where, ids(world.csw)).status_code == 403
    assert not TipRoute.objects.exists()


def test_the_coordinator_of_another_network_finds_nothing(world):
    directory.give_network_role(world.cora.member, network=world.nis, role="coordinator", by=DEMO)
    cora = world.cora.sign_in()
    for where in (page_of(world), add(world, world.health), end(world, world.police)):
        assert cora.get(where).status_code == 404
        assert cora.post(where).status_code in (404, 405)
    with pytest.raises(Denied):
        actions.end_on_route(world.police, network=world.vranje, by=world.cora.actor)
    assert not TipRoute.objects.exists()


def test_an_institution_of_another_network_is_not_there(world, kosta):
    for where in (add(world, world.csw_nis), end(world, world.csw_nis)):
        assert kosta.get(where).status_code == 404
        assert kosta.post(where, ids(world.csw)).status_code == 404
    assert not TipRoute.objects.exists()


def test_a_role_that_ended_changes_nothing(world, kosta):
    role = NetworkRole.objects.get(network=world.vranje, role="coordinator")
    role.starts_on = timezone.localdate() - timedelta(days=2)
    role.ends_on = timezone.localdate()
    role.save()
    for where in (add(world, world.health), end(world, world.police)):
        assert kosta.post(where, ids(world.csw)).status_code == 403
    assert not TipRoute.objects.exists()


def test_a_foreign_page_cannot_press_the_button(world, kosta):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = kosta.cookies
    for where in (add(world, world.health), end(world, world.police)):
        assert strict.post(where, ids(world.csw)).status_code == 403
    assert not TipRoute.objects.exists()


def test_an_open_row_that_somebody_planted_gives_nothing_and_is_not_passed_over(world, kosta):
    actions.add_to_route(world.csw, network=world.vranje, by=world.kosta.actor)
    TipRoute.objects.bulk_create(
        [TipRoute(network=world.vranje, institution=world.health, mac=b"x" * 32)]
    )
    assert route(world) == [world.csw]
    assert "Tell the operator" in read(kosta.post(add(world, world.health)), 422)


def test_the_training_network_has_no_such_page(world, kosta):
    world.vranje.practice = True
    world.vranje.save()
    assert kosta.get(page_of(world)).status_code == 404
    assert page_of(world) not in read(kosta.get(reverse("directory:network")))


def test_before_casework_opens_the_page_says_that_no_message_is_taken(world, kosta):
    world.vranje.casework_open = False
    world.vranje.save()
    assert "No message is taken yet." in read(kosta.get(page_of(world)))
