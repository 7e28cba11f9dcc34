"""A second analyst gets the statistics key from one who holds it, after comparing the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.crypto.errors import Unopenable
from spona.directory.models import NetworkRole
from spona.identity import public_keys
from spona.notifications.models import Notice
from spona.vault import actions, queries
from spona.vault.models import StatisticsWrap
from tests.vault import world
from tests.vault.urls import SIGNED_IN


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def ask(go, client):
    """`ask(person)` opens the page, `ask(person, about)` asks about somebody, `post=` presses."""

    def request(person, about=None, *, network="vranje", post=None):
        SIGNED_IN[:] = [person] if person else []
        name = "add_analyst" if about else "analysts"
        args = [network, about.account.pk] if about else [network]
        where = reverse(f"vault:{name}", args=args)
        return client.get(where) if post is None else client.post(where, post)

    return request


@pytest.fixture
def dragan(w):
    """Has the role since today and no key yet."""
    return world.analyst(world.somebody("dragan", w.police), w.net)


@pytest.fixture
def count(w):
    box = actions.create_box(
        "counted",
        owner=w.csw.pk,
        sections={"count": world.text("Број")},
        grants={"count": [actions.to_institution(w.csw), actions.to_statistics(w.net.pk)]},
        by=w.bea.actor,
    )
    return box.sections.select_related("box").get()


def page(response, status=200):
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def add_of(dragan):
    return reverse("vault:add_analyst", args=["vranje", dragan.account.pk])


def test_an_analyst_sees_who_has_no_key_yet_compares_the_words_and_gives_it(w, ask, dragan, count):
    shown = page(ask(w.dora))
    assert "One analyst only holds the key." in shown
    for person in (w.dora, dragan):
        assert person.member.person.name in shown
        latin, cyrillic = public_keys.fingerprint_words(person.account)
        assert all(word in shown for word in (*latin, *cyrillic))
    current = queries.current_statistics_key(w.net.pk)
    assert all(word in shown for word in queries.fingerprint_words(current)[0])
    assert add_of(dragan) in shown
    asked = page(ask(w.dora, dragan))
    assert all(word in asked for word in public_keys.fingerprint_words(dragan.account)[0])
    with pytest.raises(Unopenable):
        actions.open_section(count, **dragan.acts)
    assert ask(w.dora, dragan, post={}).url == reverse("vault:analysts", args=["vranje"])
    # What was counted before opens too.
    assert actions.open_section(count, **dragan.acts)["words"] == "Број"
    after = page(ask(w.dora))
    assert add_of(dragan) not in after
    assert "One analyst only" not in after
    assert "There is no other analyst" in after


def test_the_new_analyst_hears_of_it_without_a_word_about_what_it_is(w, ask, dragan):
    ask(w.dora, dragan, post={})
    notice = Notice.objects.get(kind="key_given")
    assert notice.account_id == dragan.account.pk
    assert notice.reference == ""
    assert notice.link == reverse("vault:analysts", args=["vranje"])
    assert notice.email == "dragan@example.org"
    assert notice.sentence == "You were given a key."


def test_pressed_twice_it_is_given_and_told_once(w, ask, dragan):
    for _time in range(2):
        assert ask(w.dora, dragan, post={}).url == reverse("vault:analysts", args=["vranje"])
    assert StatisticsWrap.objects.filter(account=dragan.account).count() == 1
    assert Notice.objects.filter(kind="key_given").count() == 1
    assert Entry.objects.filter(name="analyst:added").count() == 1


def test_who_has_the_role_only_gives_nothing_neither_to_others_nor_to_oneself(w, ask, dragan):
    milan = world.analyst(world.somebody("milan", w.police), w.net)
    shown = page(ask(dragan))
    assert "Give the key" not in shown
    assert "Somebody who holds the key gives it." in shown
    assert 'role="alert"' in page(ask(dragan, milan, post={}))
    assert 'role="alert"' in page(ask(dragan, dragan, post={}))
    assert StatisticsWrap.objects.count() == 1


def test_somebody_without_the_role_is_not_there(w, ask):
    assert ask(w.dora, w.ema).status_code == 404
    assert ask(w.dora, w.ema, post={}).status_code == 404
    assert not StatisticsWrap.objects.filter(account=w.ema.account).exists()


def test_no_other_role_gets_in(w, ask, dragan):
    kosta = world.somebody("kosta", w.police, "reporter")
    NetworkRole.objects.create(network=w.net, member=kosta.member, role="coordinator")
    for person in (w.bea, w.ema):
        assert ask(person).status_code == 403
    # Who makes the key sees who holds it, and gives it to nobody.
    assert "Give the key" not in page(ask(kosta))
    for person in (w.bea, w.ema, kosta):
        assert ask(person, dragan, post={}).status_code == 403
    assert ask(None).status_code == 302
    assert not StatisticsWrap.objects.filter(account=dragan.account).exists()


def test_an_analyst_of_another_town_finds_nothing_and_gets_nothing(w, ask, dragan):
    far = world.institution("far", w.other)
    cilla = world.analyst(world.somebody("cilla", far), w.other)
    actions.create_statistics_key(w.other, analysts=[cilla.account], by=world.DEMO)
    assert ask(cilla).status_code == 404
    assert ask(cilla, dragan).status_code == 404
    assert ask(cilla, dragan, post={}).status_code == 404
    assert ask(w.dora, cilla, post={}).status_code == 404
    # Nor by her own network's address.
    assert ask(cilla, dragan, network=w.other.slug, post={}).status_code == 404
    with pytest.raises(Denied):
        actions.add_analyst(w.net, dragan.account, **cilla.acts)
    assert set(StatisticsWrap.objects.values_list("account", flat=True)) == {
        w.dora.account.pk, cilla.account.pk,
    }  # fmt: skip


def test_who_is_no_analyst_any_more_neither_gives_nor_gets(w, ask, dragan):
    role = NetworkRole.objects.get(member=dragan.member)
    role.starts_on = timezone.localdate() - timedelta(days=2)
    role.ends_on = timezone.localdate()
    role.save()
    assert ask(w.dora, dragan, post={}).status_code == 404
    with pytest.raises(Denied):
        actions.add_analyst(w.net, dragan.account, **w.dora.acts)
    own = NetworkRole.objects.get(member=w.dora.member)
    own.starts_on, own.ends_on = role.starts_on, role.ends_on
    own.save()
    milan = world.analyst(world.somebody("milan", w.police), w.net)
    assert ask(w.dora, milan, post={}).status_code == 403
    assert StatisticsWrap.objects.count() == 1


def test_a_mandate_that_ended_takes_the_role_with_it(w, ask, dragan):
    dragan.member.starts_on = timezone.localdate() - timedelta(days=2)
    dragan.member.ends_on = timezone.localdate()
    dragan.member.save()
    assert ask(w.dora, dragan, post={}).status_code == 404
    with pytest.raises(Denied):
        actions.add_analyst(w.net, dragan.account, **w.dora.acts)


def test_a_role_that_somebody_planted_in_the_database_gets_nothing(w, ask):
    eve = world.somebody("eve", w.police, "reporter")
    NetworkRole.objects.bulk_create(
        [NetworkRole(network=w.net, member=eve.member, role="analyst", mac=b"x" * 32)]
    )
    assert "Eve" not in page(ask(w.dora))
    assert ask(w.dora, eve, post={}).status_code == 404
    with pytest.raises(Denied):
        actions.add_analyst(w.net, eve.account, **w.dora.acts)
    assert StatisticsWrap.objects.count() == 1


def test_a_key_of_a_person_that_was_altered_is_named_and_gets_nothing(w, ask, dragan):
    dragan.account.public_key = bytes(w.ema.account.public_key)
    type(dragan.account).objects.filter(pk=dragan.account.pk).update(
        public_key=dragan.account.public_key
    )
    shown = page(ask(w.dora))
    assert "The key of this person was altered." in shown
    assert add_of(dragan) not in shown
    assert 'role="alert"' in page(ask(w.dora, dragan, post={}))
    assert not StatisticsWrap.objects.filter(account=dragan.account).exists()
    assert not Notice.objects.exists()


def test_giving_asks_for_the_second_factor_again_and_looking_does_not(w, ask, dragan, monkeypatch):
    stale = replace(w.dora.actor, stepped_up_at=None)
    monkeypatch.setattr(type(w.dora), "actor", property(lambda _: stale))
    assert ask(w.dora).status_code == 200
    assert ask(w.dora, dragan).url.startswith(reverse("identity:step_up"))
    assert ask(w.dora, dragan, post={}).status_code == 403
    assert StatisticsWrap.objects.count() == 1


def test_a_foreign_page_cannot_press_the_button(w, ask, dragan, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.csrf.CsrfViewMiddleware"]
    SIGNED_IN[:] = [w.dora]
    assert Client(enforce_csrf_checks=True).post(add_of(dragan)).status_code == 403
    assert StatisticsWrap.objects.count() == 1


def test_without_a_key_the_page_says_that_nothing_is_counted(w, ask, dragan):
    actions.remove_analyst(w.net, w.dora.account, by=world.DEMO)
    shown = page(ask(dragan))
    assert "There is no key." in shown
    assert "Give the key" not in shown
