"""The pages of an analyst, and who does not see them."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from spona.statistics.actions import make_snapshot
from spona.statistics.models import Snapshot
from tests.statistics.urls import SIGNED_IN


@pytest.fixture
def go(client, settings):
    """`go(person, "show", snapshot.pk, post={…})`."""
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "tests.vault.urls.signed_in",
        "spona.middleware.refusals.refusals",
        "spona.middleware.gate.gate",
    ]
    settings.TEMPLATES = [
        dict(
            settings.TEMPLATES[0],
            OPTIONS={"debug": True, "loaders": settings.TEMPLATES[0]["OPTIONS"]["loaders"]},
        )
    ]

    def request(person, name="snapshots", *args, post=None):
        SIGNED_IN[:] = [person] if person else []
        where = reverse(f"statistics:{name}", args=args)
        return client.get(where) if post is None else client.post(where, post)

    yield request
    SIGNED_IN.clear()


def page(response):
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


@pytest.fixture
def snapshot(w, files):
    for sex in ("female", "male", "other"):
        files(12, sex=sex)
    return make_snapshot(w.net, **w.dora.acts)


def test_an_analyst_makes_one_and_reads_it(w, go, files):
    files(12)
    assert reverse("statistics:make", args=["vranje"]) in page(go(w.dora))
    assert "<form" in page(go(w.dora, "make", "vranje"))
    assert not Snapshot.objects.exists()
    answer = go(w.dora, "make", "vranje", post={})
    made = Snapshot.objects.get()
    assert answer.url == reverse("statistics:show", args=[made.pk])
    assert "12 people are counted" in page(go(w.dora, "show", made.pk))


def test_a_second_click_leads_to_the_same(w, go, files):
    files(12)
    urls = {go(w.dora, "make", "vranje", post={}).url for _time in range(2)}
    assert len(urls) == Snapshot.objects.count() == 1
    assert reverse("statistics:make", args=["vranje"]) not in page(go(w.dora))


def test_a_refusal_is_a_sentence_on_the_page(w, go, files):
    files(1)
    from spona.vault.models import Section

    Section.objects.update(sealed=b"x" * 99)
    assert 'role="alert"' in page(go(w.dora, "make", "vranje", post={}))


def test_who_is_no_analyst_does_not_get_in(w, go, snapshot):
    for name, args in (
        ("snapshots", []), ("make", ["vranje"]), ("show", [snapshot.pk]),
        ("export", [snapshot.pk, "csv"]),
    ):  # fmt: skip
        assert go(w.bea, name, *args).status_code == 403
        assert go(None, name, *args).status_code == 302


def test_the_coordinator_reads_what_was_masked_and_counts_nothing(w, go, snapshot):
    assert go(w.kosta, "show", snapshot.pk).status_code == 200
    assert go(w.kosta, "make", "vranje").status_code == 403


def test_an_analyst_of_another_network_finds_nothing(w, go, snapshot):
    listed = page(go(w.cora))
    assert str(snapshot.pk) not in listed
    assert reverse("statistics:make", args=["vranje"]) not in listed
    assert go(w.cora, "make", "vranje").status_code == 404
    assert go(w.cora, "make", "vranje", post={}).status_code == 404
    assert go(w.cora, "show", snapshot.pk).status_code == 404
    assert go(w.cora, "export", snapshot.pk, "csv").status_code == 404


def test_counting_and_taking_away_ask_for_the_second_factor(w, go, snapshot, monkeypatch):
    stale = replace(w.dora.actor, stepped_up_at=None)
    monkeypatch.setattr(type(w.dora), "actor", property(lambda _: stale))
    assert go(w.dora, "show", snapshot.pk).status_code == 200
    for name, args in (("make", ["vranje"]), ("export", [snapshot.pk, "xlsx"])):
        assert go(w.dora, name, *args).url.startswith(reverse("identity:step_up"))


def test_the_page_says_where_numbers_come_from_and_what_is_missing(w, go, snapshot):
    shown = page(go(w.dora, "show", snapshot.pk))
    for sentence in ("Where the numbers come from", "What is not shown, and why", "by rule 1"):
        assert sentence in shown
    assert "36 people are counted" in shown


def test_zero_is_normal(w, go):
    assert page(go(w.dora))
    empty = make_snapshot(w.net, **w.dora.acts)
    shown = page(go(w.dora, "show", empty.pk))
    assert "is-good" in shown
    assert "<table" not in shown
    assert page(go(w.dora))


def test_numbers_that_still_stand_say_of_which_day(w, go, files, snapshot):
    from spona.deadlines.time import moved
    from tests.statistics.test_make_snapshot import MONTH

    with moved(MONTH):
        standing = make_snapshot(w.net, **w.dora.acts)
    assert standing.stands_on == snapshot
    shown = page(go(w.dora, "show", standing.pk))
    assert "36 people are counted" in shown
    rows = page(go(w.dora)).split('class="rows', 1)[1].split("</ul>", 1)[0]
    assert rows.count("<li>") == 2


def test_the_csv_tells_every_number_with_its_source(w, go, snapshot):
    answer = go(w.dora, "export", snapshot.pk, "csv")
    assert answer["Content-Disposition"] == 'attachment; filename="spona.csv"'
    assert answer["Cache-Control"] == "no-store"
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert len(head) == len(rows[0]) == 10
    assert all(row[-1] == rows[0][-1] for row in rows)
    numbers = {row[-2] for row in rows}
    assert {"36", "12"} <= numbers
    hidden = numbers - {number for number in numbers if number.isdigit()}
    assert len(hidden) == 1, "what is hidden looks the same everywhere"


def test_the_workbook_holds_the_same_rows(w, go, snapshot):
    text = go(w.dora, "export", snapshot.pk, "csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    answer = go(w.dora, "export", snapshot.pk, "xlsx")
    [sheet] = load_workbook(io.BytesIO(answer.content))
    found = [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    assert found == rows
    assert go(w.dora, "export", snapshot.pk, "exe").status_code == 404


def test_no_title_or_address_names_the_matter(w, go, snapshot):
    for name, args in (("snapshots", []), ("make", ["vranje"]), ("show", [snapshot.pk])):
        title = re.search(r"<title>(.*?)</title>", page(go(w.dora, name, *args)))[1]
        assert not re.search("trafficking|victim|трговин|жртв", title.lower())
