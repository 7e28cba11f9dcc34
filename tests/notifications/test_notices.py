import uuid

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone, translation

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.registry import Registry
from spona.notifications import views
from spona.notifications.actions import mark_all_read, mark_read, mark_read_about, notify
from spona.notifications.kinds import KINDS
from spona.notifications.models import Notice
from spona.notifications.queries import unread_count, where

from .conftest import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(ana):
    return Actor(account_id=ana.pk, person_id=uuid.uuid4())


@pytest.fixture
def cora():
    return Actor(account_id=uuid.uuid4(), person_id=uuid.uuid4())


@pytest.fixture
def notice(ana, by):
    return notify(ana, "arrived", reference="R-7K3M-Q2", by=by)


def page(view, actor, method="get", **kwargs):
    request = getattr(RequestFactory(), method)("/notices/")
    request.actor = actor
    with translation.override("en"):
        return view(request, **kwargs)


def test_the_reader_sees_their_own_notices_only(notice, reader, cora):
    assert "Something arrived for your institution." in page(views.notices, reader).content.decode()
    assert "Something arrived" not in page(views.notices, cora).content.decode()


def test_an_actor_without_an_account_has_no_notices(notice):
    assert not Notice.objects.of(None).exists()
    assert unread_count(None) == 0


def test_the_count_of_unread_is_one_query(notice, ana, reader, by, django_assert_num_queries):
    notify(ana, "answered", reference="R-7K3M-Q2", by=by)
    with django_assert_num_queries(1):
        assert unread_count(ana.pk) == 2
    mark_read(notice, by=reader)
    assert unread_count(ana.pk) == 1


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_is_one_query_for_one_notice_and_for_many(
    ana, by, reader, many, django_assert_num_queries
):
    for __ in range(many):
        notify(ana, "answered", reference="R-7K3M-Q2", by=by)
    with django_assert_num_queries(1):
        page(views.notices, reader)


def test_opening_marks_as_read_and_leads_to_the_reference(notice, reader):
    answer = page(views.open_notice, reader, "post", notice_id=notice.pk)
    assert answer.url == "/open/R-7K3M-Q2/"
    first = Notice.objects.get().read_at
    page(views.open_notice, reader, "post", notice_id=notice.pk)
    assert Notice.objects.get().read_at == first


def test_a_notice_may_lead_to_a_page_of_its_own(ana, by, reader):
    notice = notify(ana, "account", reference="", by=by, link="/account/")
    assert page(views.open_notice, reader, "post", notice_id=notice.pk).url == "/account/"
    bare = notify(ana, "account", reference="", by=by)
    assert page(views.open_notice, reader, "post", notice_id=bare.pk).url == "/notices/"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example/",
        ".evil.example/sr/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(ana, by, reader, link):
    with pytest.raises(ValueError, match="path"):
        notify(ana, "account", reference="", by=by, link=link)
    planted = notify(ana, "account", reference="", by=by)
    Notice.objects.filter(pk=planted.pk).update(link=link)
    assert page(views.open_notice, reader, "post", notice_id=planted.pk).url == "/notices/"


def test_reading_the_page_writes_nothing(notice, reader):
    page(views.notices, reader)
    assert Notice.objects.get().read_at is None


def test_cora_opens_nobodys_notice(notice, cora):
    with pytest.raises(Http404):
        page(views.open_notice, cora, "post", notice_id=notice.pk)
    with pytest.raises(Denied):
        mark_read(notice, by=cora)


def test_all_are_marked_but_only_mine(notice, reader, cora, by):
    notify(Account(pk=cora.account_id), "arrived", reference="", by=by)
    assert page(views.mark_all_read, reader, "post").url == "/notices/"
    assert unread_count(reader.account_id) == 0
    assert unread_count(cora.account_id) == 1
    assert mark_all_read(by=reader) == 0


def test_acting_on_a_thing_reads_what_was_said_about_it(notice, ana, reader, by):
    notify(ana, "arrived", reference="R-2V8T-HC", by=by)
    assert mark_read_about("R-7K3M-Q2", by=reader) == 1
    assert unread_count(ana.pk) == 1


@pytest.mark.parametrize(
    ("kind", "reference", "link"),
    [
        ("victim_found", "R-7K3M-Q2", ""),
        ("arrived", "Petra Petrović", ""),
        ("arrived", "", "https://elsewhere.example/"),
        ("arrived", "", "//elsewhere.example/"),
    ],
)
def test_a_notice_carries_nothing_but_neutral_things(ana, by, kind, reference, link):
    with pytest.raises(ValueError):
        notify(ana, kind, reference=reference, by=by, link=link)


def test_an_address_is_kept_only_while_a_mail_waits():
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(
            account_id=uuid.uuid4(), kind="arrived", created_at=timezone.now(), email="a@b.example"
        )


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["en", "sr"])
def test_no_kind_names_the_matter(kind, language):
    with translation.override(language):
        text = f"{kind} {KINDS[kind]}".lower()
    for telling in ("victim", "traffic", "child", "health", "жртв", "трговин", "дет", "здрав"):
        assert telling not in text


def find(reference, actor):
    return f"/r/{reference}/" if actor.account_id else None


def test_a_reference_leads_where_its_room_says(monkeypatch, reader):
    paths = Registry("paths", "R", why="")
    paths.register("R", find)
    monkeypatch.setattr("spona.notifications.queries.REFERENCE_PATHS", paths)
    assert where("R-7K3M-Q2", reader) == "/r/R-7K3M-Q2/"
    assert where("R-7K3M-Q2", Actor()) is None
    assert where("M-7K3M-Q2", reader) is None
    assert page(views.open_reference, reader, reference="R-7K3M-Q2").url == "/r/R-7K3M-Q2/"
    with pytest.raises(Http404):
        page(views.open_reference, reader, reference="F-7K3M-Q2")


def test_the_way_in_from_a_mail_is_a_page_of_ours_and_asks_nobody(client):
    from django.urls import resolve

    match = resolve("/go/r7k3mq2/")
    assert match.func is views.go
    assert match.kwargs == {"reference": "R-7K3M-Q2"}
    answer = page(views.go, None, **match.kwargs)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/open/R-7K3M-Q2/">' in text
    assert '<a href="/open/R-7K3M-Q2/">' in text
    assert "<title>R-7K3M-Q2 – Spona</title>" in text
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_the_way_in_is_the_same_for_every_reference():
    texts = {
        page(views.go, None, reference=reference).content.decode().replace(reference, "")
        for reference in ("R-7K3M-Q2", "F-0000-00", "M-2V8T-HC")
    }
    assert len(texts) == 1
