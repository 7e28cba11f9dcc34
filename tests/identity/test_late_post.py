import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import override

from spona.identity import form_recovery, late_post
from spona.identity.models import Account, Session
from spona.identity.sessions import LASTS
from tests.identity.world import PASSWORD, post, token

TEXT = "Ušla je u dvorište <b>sama</b>.\nPlakala je."


def carried(response):
    return dict(response.context["kept"].carried)


def test_after_eight_hours_the_text_comes_back_and_goes_on_after_signing_in(ana):
    client = ana.sign_in()
    stale = token(client)
    Session.objects.update(created_at=timezone.now() - LASTS)
    late = client.post("/desk/?step=2", {"what": TEXT, "kind": "a", "csrfmiddlewaretoken": stale})
    assert late.status_code == 403
    page = late.content.decode()
    assert "Ušla je u dvorište &lt;b&gt;sama&lt;/b&gt;." in page
    assert late["Cache-Control"] == "no-store"
    entry = {**ana.credentials(), **carried(late)}
    again = client.post("/sr/login/", entry)
    assert again.status_code == 200
    assert again.context["kept"].action == "/desk/?step=2"
    assert dict(again.context["kept"].fields) == {"what": TEXT, "kind": "a"}
    fresh = str(again.context["csrf_token"])
    sent = client.post("/desk/?step=2", {"what": TEXT, "kind": "a", "csrfmiddlewaretoken": fresh})
    assert sent.content.decode() == TEXT


def test_a_wrong_password_meanwhile_loses_nothing(ana):
    entry = {
        **ana.credentials(password="nije to ova"),
        "kept-action": "/desk/",
        "kept-field-what": TEXT,
    }
    first = Client().post("/sr/login/", entry)
    assert carried(first) == {"kept-action": "/desk/", "kept-field-what": TEXT}
    second = Client().post("/sr/login/", {"kept-action": "/desk/", "kept-field-what": TEXT})
    assert carried(second) == carried(first)


def test_nothing_of_it_is_stored(ana):
    client = ana.sign_in()
    Session.objects.all().delete()
    late = client.post("/desk/", {"what": TEXT})
    assert late.context["kept"].texts == [TEXT]
    assert Session.objects.count() == 0
    assert not {name for name, morsel in late.cookies.items() if morsel.value}


def test_while_locked_the_password_alone_brings_it_back(ana):
    client = ana.sign_in()
    post(client, "/lock/")
    late = client.post("/desk/", {"what": TEXT})
    assert "identity/locked.html" in [one.name for one in late.templates]
    data = {
        **carried(late),
        "password": PASSWORD,
        "csrfmiddlewaretoken": str(late.context["csrf_token"]),
    }
    wrong = client.post("/locked/", {**data, "password": "nije to ova"})
    assert carried(wrong) == carried(late)
    again = client.post("/locked/", data)
    assert dict(again.context["kept"].fields) == {"what": TEXT}


def test_secrets_are_not_given_back(ana):
    fields = {
        "password": "p",
        "code": "1",
        "recovery_code": "r",
        "new_password": "n",
        "what": "dve reči",
    }
    late = Client(enforce_csrf_checks=True).post("/desk/", fields)
    came = late.context["kept"]
    assert came.fields == (("what", "dve reči"),)
    assert set(came.lost) == {"password", "code"}
    for secret in fields.keys() - {"what"}:
        assert f'value="{fields[secret]}"' not in late.content.decode()


def test_what_cannot_come_back_is_named_before_and_after_signing_in(ana):
    data = {
        "what": TEXT, "password": "p", "empty": "", "code": "",
        "photo": SimpleUploadedFile("a.txt", b"bytes"),
    }  # fmt: skip
    late = Client(enforce_csrf_checks=True).post("/desk/", data, headers={"Accept-Language": "en"})
    said = "the password, the attachments."
    assert said in late.content.decode()
    came = {"kept-lost": list(late.context["kept"].lost)}
    again = Client().post("/en/login/", {**ana.credentials(), **carried(late), **came})
    with override("en"):
        assert [str(one) for one in again.context["kept"].missing] == [
            "the password", "the attachments",
        ]  # fmt: skip


def test_the_text_is_not_shown_until_somebody_has_signed_in(ana):
    late = Client(enforce_csrf_checks=True).post("/desk/", {"what": TEXT})
    shown = re.sub(r"<input[^>]*>", "", late.content.decode())
    assert "Plakala je." not in shown
    again = Client().post("/sr/login/", {**ana.credentials(), **carried(late)})
    assert "<details" not in again.content.decode()
    assert "Plakala je." in again.content.decode()


@pytest.mark.parametrize(
    ("path", "button"), [("/desk/", "Continue"), ("/draft/?step=2", "Save as a draft")]
)
def test_the_button_says_what_it_does(ana, path, button):
    Account.objects.update(language="en")
    late = Client(enforce_csrf_checks=True).post(path, {"what": TEXT})
    again = Client().post("/en/login/", {**ana.credentials(), **carried(late)})
    [shown] = re.findall(r"<button[^>]*is-full[^>]*>([^<]+)</button>", again.content.decode())
    assert shown.strip() == button


def test_text_that_was_going_nowhere_is_no_error(ana):
    entry = {**ana.credentials(), "kept-action": "/nowhere/at/all/", "kept-field-what": TEXT}
    assert not Client().post("/sr/login/", entry).context["kept"].saves_draft


def test_several_values_of_one_field_and_files_are_told(ana):
    data = {"sign": ["one", "two"], "photo": SimpleUploadedFile("a.txt", b"bytes")}
    late = Client(enforce_csrf_checks=True).post("/desk/", data)
    kept_now = late.context["kept"]
    assert kept_now.fields == (("sign", "one"), ("sign", "two"))
    assert kept_now.lost == ("files",)
    assert kept_now.texts == []
    again = form_recovery.from_carried(RequestFactory().post("/", dict(kept_now.carried)))
    assert again.lost == ("files",)


@pytest.mark.parametrize("action", ["https://example.org/", "//example.org", "desk/", ""])
def test_kept_text_goes_to_this_site_only(ana, action):
    entry = {**ana.credentials(), "kept-action": action, "kept-field-what": TEXT}
    assert Client().post("/sr/login/", entry)["Location"] == "/"


@pytest.mark.parametrize("path", ["/logout/", "/lock/"])
def test_leaving_without_a_session_simply_leads_out(db, path):
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, headers={"Accept-Language": "en"})
    assert response["Location"] == "/en/login/"


def test_a_timer_s_autosave_is_refused_without_a_page(db):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/desk/", {"what": TEXT}, headers={"X-Spona-Timer": "1"})
    assert (response.status_code, response.content) == (403, b"")


def test_a_step_that_asks_for_more_keeps_what_was_typed(ana, rf):
    client = ana.sign_in()
    request = rf.post("/desk/", {"what": TEXT})
    request.session = client.session
    page = late_post.ask_step_up(request)
    assert page.status_code == 403
    assert "Plakala je." in page.content.decode()
    entry = {
        "password": PASSWORD,
        "code": ana.code(),
        "kept-action": "/desk/",
        "kept-field-what": TEXT,
    }
    again = post(client, "/step-up/", entry, form_at="/step-up/")
    assert dict(again.context["kept"].fields) == {"what": TEXT}
    assert Session.objects.get().stepped_up_at > timezone.now() - timedelta(minutes=1)


def test_a_late_button_without_text_has_nothing_to_give_back(db):
    late = Client(enforce_csrf_checks=True).post("/desk/", {"csrfmiddlewaretoken": "x"})
    assert late.status_code == 403
    assert late.context["kept"] is None


@pytest.mark.parametrize(
    "sent_from",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_what_another_site_sent_is_not_carried_through_the_sign_in(ana, sent_from):
    browser = Client(enforce_csrf_checks=True)
    late = browser.post("/desk/", {"what": "tuđe reči"}, headers=sent_from)
    assert late.status_code == 403
    assert late.context["kept"] is None
    assert "tuđe reči" not in late.content.decode()


def test_after_signing_in_the_page_speaks_the_language_of_the_account(ana):
    """The browser was set to English, and whoever uses it reads Serbian."""
    Account.objects.update(language="sr-latn")
    late = Client(enforce_csrf_checks=True).post(
        "/desk/", {"what": TEXT}, headers={"Accept-Language": "en"}
    )
    assert '<html lang="en"' in late.content.decode()
    again = Client().post("/en/login/", {**ana.credentials(), **carried(late)})
    assert '<html lang="sr-Latn"' in again.content.decode()
    assert "Nastavi" in again.content.decode()


def test_every_way_out_of_the_late_page_opens_beside_it(db):
    page = Client(enforce_csrf_checks=True).post("/desk/", {"what": TEXT}).content.decode()
    links = re.findall(r"<a [^>]*>", page.partition("<form")[2])
    assert links
    assert all('target="_blank"' in link for link in links)
