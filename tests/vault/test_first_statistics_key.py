"""The coordinator makes a network's first statistics key for its analysts, and takes it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.cli.doctor import network as doctor_network
from spona.cli.doctor.findings import RED
from spona.crypto import keypairs
from spona.crypto.errors import Unopenable
from spona.directory.models import NetworkRole
from spona.identity import public_keys
from spona.notifications.models import Notice
from spona.vault import actions, jobs, queries
from spona.vault.models import StatisticsKey, StatisticsWrap
from tests.vault import world
from tests.vault.urls import SIGNED_IN

HOUSEKEEPING = world.HOUSEKEEPING


def lead(person, network, role="coordinator"):
    NetworkRole.objects.create(network=network, member=person.member, role=role)
    return person


@pytest.fixture
def kosta(w):
    """Coordinates the network in which Dora holds the key."""
    return lead(world.somebody("kosta", w.police, "reporter"), w.net)


@pytest.fixture
def nada(w):
    """Coordinates a network that has no key yet."""
    return lead(world.somebody("nada", world.institution("city", w.other), "reporter"), w.other)


@pytest.fixture
def two(w, nada):
    """Two analysts there, with logins."""
    return [
        world.analyst(world.somebody(name, w.shelter, "reporter"), w.other)
        for name in ("lena", "mira")
    ]


@pytest.fixture
def ask(go, client):
    def request(person, name, *args, post=None):
        SIGNED_IN[:] = [person] if person else []
        where = reverse(f"vault:{name}", args=args)
        return client.get(where) if post is None else client.post(where, post)

    return request


def page(response, status=200):
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def ticked(*people):
    return {"analysts": [str(one.account.pk) for one in people]}


def counted(w, net=None):
    net = net or w.net
    box = actions.create_box(
        "counted",
        owner=w.csw.pk,
        sections={"count": world.text("Број")},
        grants={"count": [actions.to_institution(w.csw), actions.to_statistics(net.pk)]},
        by=w.bea.actor,
    )
    return box.sections.select_related("box").get()


def opens(section, person):
    try:
        return bool(actions.open_section(section, **person.acts))
    except (Denied, Unopenable):
        return False


# --- making it ---


def test_the_coordinator_compares_the_words_and_makes_it_for_both(w, ask, nada, two):
    begin = reverse("vault:begin_statistics", args=["nis"])
    shown = page(ask(nada, "analysts", "nis"))
    assert "There is no key." in shown
    assert begin in shown
    asked = page(ask(nada, "begin_statistics", "nis"))
    for one in two:
        assert all(word in asked for word in public_keys.fingerprint_words(one.account)[0])
    made = ask(nada, "begin_statistics", "nis", post=ticked(*two))
    assert made.url == reverse("vault:analysts", args=["nis"])
    section = counted(w, w.other)
    assert [opens(section, one) for one in (*two, nada)] == [True, True, False]
    after = page(ask(nada, "analysts", "nis"))
    assert "There is no key." not in after
    assert begin not in after
    entry = Entry.objects.get(name="statistics_key:published", detail__network=str(w.other.pk))
    assert entry.actor == str(nada.member.person_id)


def test_the_analysts_hear_of_it_and_nobody_else(w, ask, nada, two):
    ask(nada, "begin_statistics", "nis", post=ticked(*two))
    told = Notice.objects.filter(kind="key_given")
    assert {one.account_id for one in told} == {one.account.pk for one in two}
    assert {(one.reference, one.link) for one in told} == {
        ("", reverse("vault:analysts", args=["nis"]))
    }


def test_pressed_twice_there_is_one_key(w, ask, nada, two):
    for _time in range(2):
        assert ask(nada, "begin_statistics", "nis", post=ticked(*two)).status_code == 302
    assert StatisticsKey.objects.filter(network=w.other).count() == 1
    assert Notice.objects.filter(kind="key_given").count() == 2


def test_nobody_ticked_or_somebody_else_is_a_sentence(w, ask, nada, two):
    assert "Choose at least one analyst" in page(ask(nada, "begin_statistics", "nis", post={}))
    foreign = ask(nada, "begin_statistics", "nis", post=ticked(two[0], w.dora))
    assert "error" in page(foreign)
    assert not StatisticsKey.objects.filter(network=w.other).exists()


def test_without_an_analyst_the_page_says_what_comes_first(w, ask, nada):
    shown = page(ask(nada, "analysts", "nis"))
    assert reverse("vault:begin_statistics", args=["nis"]) not in shown
    assert "Nobody can hold it yet" in page(ask(nada, "begin_statistics", "nis"))


@pytest.mark.parametrize("reason", ["intake", "coordinates"])
def test_who_opens_files_or_coordinates_is_not_offered_and_gets_nothing(w, ask, nada, two, reason):
    one = w.cora if reason == "intake" else nada
    world.analyst(one, w.other)
    assert str(one.account.pk) not in page(ask(nada, "begin_statistics", "nis"))
    assert "and so does not count" in page(ask(nada, "analysts", "nis"))
    ask(nada, "begin_statistics", "nis", post=ticked(one))
    with pytest.raises(Denied):
        actions.create_statistics_key(w.other, analysts=[one.account], by=nada.actor)
    assert not StatisticsKey.objects.filter(network=w.other).exists()
    actions.create_statistics_key(w.other, analysts=[two[0].account], by=nada.actor)
    with pytest.raises(Denied):
        actions.add_analyst(w.other, one.account, **two[0].acts)


def test_nobody_else_makes_it(w, ask, nada, two, kosta):
    head = world.somebody("vera", w.shelter, "director")
    deputy = lead(world.somebody("zora", w.shelter, "reporter"), w.other, "deputy_coordinator")
    for person, said in (
        (head, 403), (w.cora, 403), (two[0], 403), (deputy, 403), (kosta, 404), (w.dora, 403),
    ):  # fmt: skip
        assert ask(person, "begin_statistics", "nis").status_code == said
        assert ask(person, "begin_statistics", "nis", post=ticked(*two)).status_code == said
        with pytest.raises(Denied):
            actions.create_statistics_key(w.other, analysts=[two[0].account], by=person.actor)
    assert ask(None, "begin_statistics", "nis").status_code == 302
    assert not StatisticsKey.objects.filter(network=w.other).exists()


def test_it_asks_for_the_second_factor_again(w, ask, nada, two, kosta, monkeypatch):
    for person, name, args in (
        (nada, "begin_statistics", ["nis"]),
        (kosta, "remove_analyst", ["vranje", w.dora.account.pk]),
    ):
        stale = replace(person.actor, stepped_up_at=None)
        with monkeypatch.context() as patch:
            patch.setattr(type(person), "actor", property(lambda _, stale=stale: stale))
            assert ask(person, name, *args).url.startswith(reverse("identity:step_up"))
            assert ask(person, name, *args, post=ticked(*two)).status_code == 403
    assert set(StatisticsWrap.objects.values_list("account", flat=True)) == {w.dora.account.pk}


def test_where_one_is_held_no_second_one_is_made(w, ask, kosta):
    more = world.analyst(world.somebody("dragan", w.police, "reporter"), w.net)
    assert ask(kosta, "begin_statistics", "vranje").status_code == 302
    assert ask(kosta, "begin_statistics", "vranje", post=ticked(more)).status_code == 302
    with pytest.raises(Denied, match="Ask one of its analysts"):
        actions.create_statistics_key(w.net, analysts=[more.account], by=kosta.actor)
    assert StatisticsKey.objects.filter(network=w.net).count() == 1


def test_where_every_way_in_is_lost_the_coordinator_makes_the_next_one(w, ask, kosta):
    old = counted(w)
    more = world.analyst(world.somebody("dragan", w.police, "reporter"), w.net)
    StatisticsWrap.objects.filter(account=w.dora.account).update(account_key=b"\1" * 32)
    assert "cannot be read" in page(ask(kosta, "analysts", "vranje"))
    assert "is counted again" in page(ask(kosta, "begin_statistics", "vranje"))
    assert ask(kosta, "begin_statistics", "vranje", post=ticked(more)).status_code == 302
    assert not opens(old, more)
    # As the page says: counted again once its people save it.
    saved = actions.save_section(old, world.text("Опет"), revision=1, **w.bea.acts)
    assert opens(saved, more)


# --- a key that somebody wrote into the database ---


def test_a_planted_key_is_found_and_nobody_seals_to_it(w, ask, nada, two):
    thief = keypairs.private_key_from_seed(b"t" * 32)
    StatisticsKey.objects.create(
        network=w.other, version=1, public_key=keypairs.public_key(thief), mac=b"x" * 32
    )
    for name, post in (("analysts", None), ("begin_statistics", None),
                       ("begin_statistics", ticked(*two))):  # fmt: skip
        page(ask(nada, name, "nis", post=post), status=409)
    assert [one.ident for one in queries.replaced_keys()] == [w.other.pk]
    assert StatisticsKey.objects.filter(network=w.other).count() == 1


@pytest.mark.parametrize("deleted", [True, False])
def test_a_key_that_was_deleted_or_ended_past_spona_is_not_begun_anew(w, ask, kosta, deleted):
    more = world.analyst(world.somebody("dragan", w.police, "reporter"), w.net)
    rows = StatisticsKey.objects.filter(network=w.net)
    if deleted:
        rows.delete()
    else:
        rows.update(ended_at=timezone.now())
    said = page(ask(kosta, "begin_statistics", "vranje", post=ticked(more)))
    assert "not as Spona left them" in said
    assert not StatisticsWrap.objects.filter(account=more.account).exists()


def test_a_planted_holder_gets_no_part_of_the_next_key(w, ask, kosta):
    eve = world.somebody("eve", w.police, "reporter")
    dragan = world.analyst(world.somebody("dragan", w.police, "reporter"), w.net)
    actions.add_analyst(w.net, dragan.account, **w.dora.acts)
    genuine = StatisticsWrap.objects.get(account=dragan.account)
    StatisticsWrap.objects.create(
        key=genuine.key, account=eve.account, wrapped=bytes(genuine.wrapped), mac=b"x" * 32,
        account_key=public_keys.digest(bytes(eve.account.public_key)),
    )  # fmt: skip
    finding = doctor_network.directory_rows()
    assert RED in {one.level for one in finding}
    assert any(str(eve.account.pk) in one.sentence for one in finding)
    assert ask(kosta, "remove_analyst", "vranje", w.dora.account.pk, post={}).status_code == 302
    newest = queries.current_statistics_key(w.net.pk)
    assert [one.account_id for one in newest.wraps.all()] == [dragan.account.pk]


# --- taking it away ---


def test_taken_away_it_opens_nothing_and_the_others_go_on_with_a_new_version(w, ask, kosta):
    dragan = world.analyst(world.somebody("dragan", w.police, "reporter"), w.net)
    actions.add_analyst(w.net, dragan.account, **w.dora.acts)
    before = counted(w)
    Notice.objects.all().delete()
    remove = reverse("vault:remove_analyst", args=["vranje", w.dora.account.pk])
    assert remove in page(ask(kosta, "analysts", "vranje"))
    asked = page(ask(kosta, "remove_analyst", "vranje", w.dora.account.pk))
    assert "for the analysts who stay" in asked
    assert ask(kosta, "remove_analyst", "vranje", w.dora.account.pk, post={}).status_code == 302
    after = counted(w)
    assert [opens(one, w.dora) for one in (before, after)] == [False, False]
    assert [opens(one, dragan) for one in (before, after)] == [True, True]
    told = {(one.kind, one.account_id) for one in Notice.objects.all()}
    assert told == {
        ("key_taken", w.dora.account.pk), ("statistics_key", dragan.account.pk),
    }  # fmt: skip
    assert Entry.objects.get(name="analyst:removed").actor == str(kosta.member.person_id)
    assert ask(kosta, "remove_analyst", "vranje", w.dora.account.pk, post={}).status_code == 404


def test_the_last_one_is_taken_after_a_plain_word_and_a_new_key_can_be_made(w, ask, kosta):
    asked = page(ask(kosta, "remove_analyst", "vranje", w.dora.account.pk))
    assert "Nobody else holds it." in asked
    ask(kosta, "remove_analyst", "vranje", w.dora.account.pk, post={})
    assert queries.current_statistics_key(w.net.pk) is None
    ask(kosta, "begin_statistics", "vranje", post=ticked(w.dora))
    assert opens(counted(w), w.dora)


def test_nobody_else_takes_it(w, ask, kosta, nada):
    for person, said in ((w.bea, 403), (w.dora, 403), (w.ema, 403), (nada, 404)):
        for post in (None, {}):
            asked = ask(person, "remove_analyst", "vranje", w.dora.account.pk, post=post)
            assert asked.status_code == said
        with pytest.raises(Denied):
            actions.remove_analyst(w.net, w.dora.account, by=person.actor)
    assert ask(kosta, "remove_analyst", "vranje", w.bea.account.pk, post={}).status_code == 404
    assert opens(counted(w), w.dora)


def test_whose_role_ended_loses_the_key_within_the_hour(w, kosta):
    dragan = world.analyst(world.somebody("dragan", w.police, "reporter"), w.net)
    actions.add_analyst(w.net, dragan.account, **w.dora.acts)
    jobs.every_hour()
    assert len(queries.statistics_holders(queries.current_statistics_key(w.net.pk))) == 2
    role = NetworkRole.objects.get(member=w.dora.member)
    role.starts_on = timezone.localdate() - timedelta(days=2)
    role.ends_on = timezone.localdate()
    role.save()
    jobs.every_hour()
    assert not StatisticsWrap.objects.filter(account=w.dora.account).exists()
    newest = queries.current_statistics_key(w.net.pk)
    assert (newest.version, queries.statistics_holders(newest)) == (2, {dragan.account.pk})
    told = Notice.objects.filter(kind="statistics_key").values_list("account_id", flat=True)
    assert set(told) == {dragan.account.pk, kosta.account.pk}


def test_an_honest_analyst_keeps_the_key_when_somebody_writes_the_directory(w):
    NetworkRole.objects.filter(member=w.dora.member).update(ends_on=timezone.localdate())
    assert actions.end_departed_analysts(by=HOUSEKEEPING) == 0
    NetworkRole.objects.filter(member=w.dora.member).delete()
    assert actions.end_departed_analysts(by=HOUSEKEEPING) == 0
    assert StatisticsWrap.objects.filter(account=w.dora.account).count() == 1
    assert RED in {one.level for one in doctor_network.directory_rows()}
