"""The page of an institution's keys, as its holders use it."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from spona.identity import public_keys
from spona.vault import actions, queries
from spona.vault.models import PaperKey
from tests.vault import world

FONTS = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "noto-sans"


def page(response):
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_holders_see_who_holds_the_key_and_the_words_to_compare(w, go):
    shown = page(go(w.bea))
    for person in (w.bea, w.boris, w.biljana):
        assert person.member.person.name in shown
        latin, cyrillic = public_keys.fingerprint_words(person.account)
        assert all(word in shown for word in (*latin, *cyrillic))
    assert all(word in shown for word in queries.fingerprint_words(queries.current_key(w.csw))[0])
    assert "Ana" not in shown
    assert "is-late" not in shown


def test_one_holder_alone_is_a_warning_and_none_is_an_alarm(w, go):
    assert "is-today" in page(go(w.cora))
    pera = world.somebody("pera", w.police, "intake_holder")
    shown = page(go(pera))
    assert "is-late" in shown
    assert reverse("vault:begin") in shown


def test_who_does_not_hold_keys_does_not_get_in(w, go):
    for name in ("keys", "begin", "paper", "use_paper"):
        assert go(w.ema, name).status_code == 403
        assert go(None, name).status_code == 302
    for name in ("add", "confirm", "remove"):
        assert go(w.ema, name, w.bea).status_code == 403
        assert go(w.cora, name, w.bea).status_code == 404


def test_everything_but_looking_asks_for_the_second_factor_again(w, go, monkeypatch):
    stale = replace(w.bea.actor, stepped_up_at=None)
    monkeypatch.setattr(type(w.bea), "actor", property(lambda _: stale))
    assert go(w.bea).status_code == 200
    for name, ids in (("add", [w.boris]), ("confirm", [w.boris]), ("remove", [w.boris]),
                      ("paper", []), ("use_paper", []), ("begin", [])):  # fmt: skip
        answer = go(w.bea, name, *ids)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("identity:step_up"))
        assert go(w.bea, name, *ids, post={"token": "x" * 43}).status_code == 403
    assert go(w.bea, "print_paper", post={}).status_code == 403
    assert len(queries.active_holders(w.csw)) == 3
    assert not PaperKey.objects.exists()


def test_a_new_holder_is_added_and_confirmed(w, go):
    nina = world.somebody("nina", w.csw, "intake_holder")
    assert reverse("vault:add", args=[nina.account.pk]) in page(go(w.bea))
    asked = page(go(w.bea, "add", nina))
    assert all(word in asked for word in public_keys.fingerprint_words(nina.account)[0])
    assert go(w.bea, "add", nina, post={}).status_code == 302
    confirm = reverse("vault:confirm", args=[nina.account.pk])
    assert confirm not in page(go(w.bea))
    assert "Bea" in page(go(w.boris))
    assert confirm in page(go(w.boris))
    refused = page(go(w.bea, "confirm", nina, post={}))
    assert 'role="alert"' in refused
    assert "Nina" in page(go(w.boris, "confirm", nina))
    assert go(w.boris, "confirm", nina, post={}).status_code == 302
    assert nina.account in queries.active_holders(w.csw)


def test_a_holder_is_removed_but_never_the_last(w, go):
    assert "btn-refuse" in page(go(w.bea, "remove", w.boris))
    assert go(w.bea, "remove", w.boris, post={}).status_code == 302
    assert w.boris.account not in queries.active_holders(w.csw)
    assert "<details>" in page(go(w.bea))
    assert 'role="alert"' in page(go(w.cora, "remove", w.cora, post={}))


def test_a_holder_whose_key_changed_is_given_it_again(w, go):
    from spona.crypto import keypairs

    account = w.boris.account
    account.public_key = keypairs.public_key(keypairs.new_private_key())
    public_keys.sign(account)
    account.save()
    assert reverse("vault:add", args=[account.pk]) in page(go(w.bea))


def test_a_replaced_key_is_an_alarm_on_the_page(w, go):
    w.boris.account.public_key = bytes(32)
    w.boris.account.save()
    alarm = "The key of this person was altered"
    assert alarm in page(go(w.bea)) or "измењен" in page(go(w.bea))


def test_the_first_key_is_made_for_chosen_people(w, go):
    pera = world.somebody("pera", w.police, "intake_holder")
    mira = world.somebody("mira", w.police, "intake_holder")
    assert "Mira" in page(go(pera, "begin"))
    assert "has-error" in page(go(pera, "begin", post={}))
    chosen = [str(one.account.pk) for one in (pera, mira)]
    assert go(pera, "begin", post={"holders": chosen}).status_code == 302
    assert len(queries.active_holders(w.police)) == 2
    assert 'role="alert"' in page(go(pera, "begin", post={"holders": chosen}))


def test_five_are_too_many(w, go):
    five = [world.somebody(f"broj{n}", w.police, "intake_holder") for n in range(5)]
    chosen = [str(one.account.pk) for one in five]
    assert "has-error" in page(go(five[0], "begin", post={"holders": chosen}))
    assert not queries.connected(w.police)


def new_paper(go, person):
    form = page(go(person, "paper"))
    token = re.search(r'name="token" value="([\w-]+)"', form)[1]
    return token, page(go(person, "paper", post={"token": token}))


def test_a_paper_key_is_shown_once_printed_and_used(w, go):
    token, shown = new_paper(go, w.bea)
    text = re.search(r'name="shown" value="([\w-]+)"', shown)[1]
    # A second click makes no second key, and shows the first no more.
    assert go(w.bea, "paper", post={"token": token}).status_code == 302
    assert PaperKey.objects.filter(institution=w.csw).count() == 1
    assert text not in page(go(w.bea))
    assert go(w.bea, "print_paper", post={"shown": "wrong"}).status_code == 404
    assert go(w.ana, "print_paper", post={"shown": text}).status_code == 404
    assert "has-error" in page(go(w.boris, "use_paper", post={"text": text[:-2]}))
    assert "has-error" in page(go(w.boris, "use_paper", post={}))
    assert page(go(w.boris, "use_paper"))
    assert go(w.boris, "use_paper", post={"text": text}).status_code == 302
    assert queries.current_key(w.csw).version == 2
    _token, again = new_paper(go, w.bea)
    assert text not in again


def test_the_sheet_is_a_pdf_with_a_neutral_name(w, go, settings):
    settings.FONT_PATHS = [FONTS]
    text = actions.new_paper_key(w.csw, **w.bea.acts)
    answer = go(w.bea, "print_paper", post={"shown": text})
    assert answer["Content-Disposition"] == 'attachment; filename="spona.pdf"'
    assert answer["Cache-Control"] == "no-store"
    printed = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    words = queries.fingerprint_words(queries.paper_key(w.csw))[1]
    assert all(part in printed for part in (*words, *text.split("-")))


def test_the_waiting_are_let_in_by_the_job(w, go):
    nina = world.somebody("nina", w.csw, "intake_holder")
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    assert page(go(nina))
    assert reverse("vault:remove", args=[w.boris.account.pk]) not in page(go(nina))


def test_no_page_names_the_matter(w, go):
    for name in ("keys", "begin", "paper", "use_paper"):
        shown = page(go(w.bea, name)).lower()
        assert not re.search("trafficking|victim|трговин|жртв", shown)


def test_somebody_without_an_institution_has_no_such_page(w, go, monkeypatch):
    alone = replace(w.bea.actor, institution_id=None)
    monkeypatch.setattr(type(w.bea), "actor", property(lambda _: alone))
    assert go(w.bea).status_code == 404


def test_a_seat_held_on_paper_has_no_account_to_show(w):
    from django.http import Http404

    from spona.directory.models import Person
    from spona.vault.views import account_of

    with pytest.raises(Http404):
        account_of(Person(name="Мара"))


def test_whose_role_just_ended_stays_on_the_page_until_the_job_comes(w, go):
    w.boris.member.roles = []
    w.boris.member.save()
    assert "Boris" in page(go(w.bea))
    assert go(w.bea, "remove", w.boris, post={}).status_code == 302
    assert "Boris" not in page(go(w.bea))
