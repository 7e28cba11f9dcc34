"""What is practised appears nowhere outside, and a membership of a drill gives nothing in life."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.intake.recipients import choices_in, networks_for
from spona.cases.referral_pages.reach import networks_to
from spona.cases.referrals.actions import send
from spona.cases.referrals.models import Referral
from spona.directory.actor import memberships
from spona.directory.models import Institution, Network
from spona.directory.queries import centre, institutions_of
from spona.directory.views.seats import _unseated
from spona.notifications.models import Notice
from spona.practice.actions import advance
from spona.practice.actions.playing import _report_packet
from spona.practice.models import Stage
from spona.practice.scenarios import scenarios
from spona.practice.turns import scene_of
from spona.statistics.queries import networks_with_snapshots
from spona.tipline.route import network_in, towns
from tests.practice.holding import PRACTICE, acting_as, begun, later, membership, played_to_end


@pytest.fixture
def drill(w):
    made = begun(w.bea, w.vranje)
    with later(1):
        advance(made, by=PRACTICE)
    return made


def stage_of(drill) -> Network:
    return Network.objects.get(stage__pk=drill.ground)


def test_the_hat_of_a_drill_gives_the_training_network_and_nothing_else(w, drill):
    actor = acting_as(drill, w.bea)
    assert actor.networks == {stage_of(drill).pk}
    assert actor.network_roles == frozenset()
    assert actor.institution_id not in (w.csw.pk, w.school.pk)
    assert not Institution.objects.visible_to(actor).filter(example=False).exists()
    seen = Institution.objects.visible_to(actor).values_list("town__slug", flat=True)
    assert set(seen) == {"vezbaliste"}


def test_the_centre_of_a_drill_is_never_the_national_one(w, drill):
    """It would be told what reaches nobody in a real town."""
    assert Institution.objects.filter(sector="centre", example=True).exists()
    assert centre() is None


def test_a_practised_report_is_no_row_of_the_real_hat_and_the_other_way_round(w, drill):
    signs = scene_of(drill)
    practised = signs.report
    real = send(
        _report_packet(scenarios()["school"], w.ana.member, w.csw),
        network=w.vranje, recipient=w.csw, by=w.ana.actor,
    )  # fmt: skip
    assert practised not in Referral.objects.visible_to(w.bea.actor)
    assert practised in Referral.objects.visible_to(acting_as(drill, w.bea))
    assert real in Referral.objects.visible_to(w.bea.actor)
    assert real not in Referral.objects.visible_to(acting_as(drill, w.bea))
    browser = w.bea.sign_in()
    browser.post(reverse("directory:choose"), {"member": str(w.bea.member.pk)})
    assert browser.get(f"/r/{practised.reference}/").status_code == 404
    assert browser.get(f"/r/{real.reference}/").status_code == 200
    for page in ("/", "/inbox/", "/cases/", "/reports/", "/tasks/", "/network/", "/messages/"):
        answer = browser.get(page, follow=True)
        assert practised.reference not in answer.content.decode(), page
        assert 'class="strip"' not in answer.content.decode(), page
    browser.post(reverse("practice:switch_membership", args=[drill.pk]))
    assert browser.get(f"/r/{real.reference}/").status_code == 404
    assert browser.get(f"/r/{practised.reference}/").status_code == 200


def test_every_staff_page_in_the_hat_carries_the_strip(w, drill):
    browser = w.bea.sign_in()
    browser.post(reverse("directory:choose"), {"member": str(membership(drill, w.bea).pk)})
    reference = scene_of(drill).report.reference
    pages = (
        "/", "/inbox/", "/cases/", "/reports/", "/network/", "/messages/", "/signs/", "/notes/",
        "/m/", f"/r/{reference}/", f"/practice/d/{drill.pk}/",
    )  # fmt: skip
    for page in pages:
        answer = browser.get(page, follow=True)
        assert answer.status_code == 200, page
        assert 'class="strip"' in answer.content.decode(), page


def test_no_invented_body_is_a_recipient_in_life(w, drill):
    invented = set(institutions_of(stage_of(drill)))
    assert invented
    for who in (w.ana, w.bea, w.kosta, w.cora):
        assert not invented & set(Institution.objects.visible_to(who.actor))
        for network in networks_for(who.actor):
            assert not network.practice
            assert not invented & {one.institution for one in choices_in(network, who.actor)}
        assert not any(one.practice for one in networks_to(who.actor, practice=False))
    assert not invented & set(_unseated(w.vranje))
    packet = _report_packet(scenarios()["school"], w.ana.member, w.csw)
    centre = next(one for one in invented if one.sector == "social_work")
    for network in (w.vranje, stage_of(drill)):
        with pytest.raises(Denied):
            send(packet, network=network, recipient=centre, by=w.ana.actor)


def test_nothing_real_is_a_recipient_in_a_drill(w, drill):
    acting_members = acting_as(drill, w.bea)
    assert networks_to(acting_members, practice=True) == [stage_of(drill)]
    assert {one.institution.town.slug for one in choices_in(stage_of(drill), acting_members)} == {
        "vezbaliste"
    }
    packet = _report_packet(scenarios()["school"], membership(drill, w.bea), w.health)
    with pytest.raises(Denied):
        send(packet, network=w.vranje, recipient=w.health, by=acting_members)

    other = begun(w.nina, w.nis)
    assert other.ground != drill.ground
    assert networks_to(acting_as(drill, w.bea), practice=True) == [stage_of(drill)]
    with later(1):
        advance(other, by=PRACTICE)
    assert not Referral.objects.visible_to(acting_as(drill, w.bea)).filter(network=stage_of(other))
    played_to_end(drill)
    assert Stage.objects.filter(pk=other.ground).exists()


def test_a_whole_drill_sends_no_mail(w):
    for scenario in ("school", "site", "night"):
        played_to_end(begun(w.bea, w.vranje, scenario=scenario))
    assert mail.outbox == []
    assert not Notice.objects.exclude(email="").exists()
    assert not Notice.objects.exclude(next_try_at=None).exists()


def test_no_public_page_knows_the_training_network(w, drill, client):
    assert all(not one.practice for one in towns())
    assert network_in("vezbaliste") is None
    for path in ("/sr/help/vezbaliste/", "/sr/message/in/vezbaliste/"):
        assert client.get(path).status_code == 404
    for path in ("/sr/", "/sr/help/", "/sr/message/"):
        body = client.get(path, follow=True).content.decode()
        assert "ежбалишт" not in body, path


def test_no_figure_and_no_coverage_counts_it(w, drill):
    assert stage_of(drill) not in Network.objects.real()
    assert not any(one.network.practice for one in networks_with_snapshots(w.kosta.actor))
    browser = w.kosta.sign_in()
    body = browser.get("/network/").content.decode()
    assert not {"Вежбалиште", "Vežbalište"} & set(body.split())


def test_the_drill_ends_and_so_do_all_memberships(w, drill):
    was = membership(drill, w.bea)
    played_to_end(drill)
    assert [one.pk for one in memberships(w.bea.account)] == [w.bea.member.pk]
    browser = w.bea.sign_in()
    assert browser.post(reverse("directory:choose"), {"member": str(was.pk)}).status_code == 403


def test_the_system_of_practice_may_do_nothing_else():
    actor = Actor.system("practice")
    for permission in ("directory:load", "institution:invite", "network:edit", "key:hold"):
        assert not actor.may(permission)
