"""The pages: of the two analysts in a town, and of the Centre's."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from spona.statistics import actions
from spona.statistics.models import ComparedKey, FiguresState, YearFigures
from spona.vault import actions as vault
from spona.vault.queries import current_statistics_key
from tests.statistics.figures.conftest import BASIS, YEAR, fresh
from tests.statistics.urls import SIGNED_IN
from tests.vault import world

SUMS = (YEAR, "eurostat")


@pytest.fixture
def go(client, settings):
    """`go(person, "figures_one", row.pk, post={…})`."""
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

    def request(person, name="figures", *args, post=None, query=""):
        SIGNED_IN[:] = [person] if person else []
        where = reverse(f"statistics:{name}", args=args) + query
        return client.get(where) if post is None else client.post(where, post)

    yield request
    SIGNED_IN.clear()


def page(response, status=200):
    text = response.content.decode()
    assert response.status_code == status, text
    return text


def key(w):
    return current_statistics_key(w.whole.pk).pk


def asked(w, **more):
    return {"year": YEAR, "second": w.darko.member.pk, "basis": BASIS} | more


def seen_in(text):
    return re.search(r'name="seen" value="(\w+)"', text)[1]


def test_from_the_list_to_the_centre(w, go, people):
    make = reverse("statistics:figures_make", args=["vranje"])
    assert make in page(go(w.dora))
    assert "until they" in " ".join(page(go(w.dora, "figures_make", "vranje")).split()).lower()
    answer = go(w.dora, "figures_make", "vranje", post={"key": key(w), "compared": "on"})
    assert answer.status_code == 302
    shown = page(go(w.dora, "figures_make", "vranje", post=asked(w)))
    assert "Nothing is kept yet" in shown
    assert BASIS in shown
    assert not YearFigures.objects.exists()
    answer = go(w.dora, "figures_make", "vranje", post=asked(w, seen=seen_in(shown)))
    row = YearFigures.objects.get()
    assert answer.url == reverse("statistics:figures_one", args=[row.pk])
    assert "The second analyst was told" in page(go(w.dora, "figures_one", row.pk))
    counted = page(go(w.darko, "figures_one", row.pk, post={"count": "1"}))
    assert "You counted the same" in counted
    assert 'name="release"' in counted
    assert 'name="release"' not in page(go(w.dora, "figures_one", row.pk, post={"count": "1"}))
    assert go(w.darko, "figures_one", row.pk, post={"release": "1"}).status_code == 302
    assert fresh(row).state == FiguresState.RELEASED
    assert "Nobody here opens it any more" in page(go(w.darko, "figures_one", row.pk))
    came = page(go(w.irena, "figures_received"))
    assert reverse("statistics:figures_sums", args=SUMS) in came
    assert "handed over: 1" in came


def test_a_get_opens_and_writes_nothing(w, go, make, people):
    row = make()
    for person, name, args in (
        (w.dora, "figures", []), (w.dora, "figures_make", ["vranje"]),
        (w.darko, "figures_one", [row.pk]), (w.irena, "figures_received", []),
    ):  # fmt: skip
        assert "forced_begging" not in page(go(person, name, *args))
    assert fresh(row).state == FiguresState.WAITING


def test_what_was_typed_stays_with_the_sentence_beside_it(w, go, people):
    text = page(go(w.dora, "figures_make", "vranje", post=asked(w, basis="")), 422)
    assert "Write down on which legal basis" in text
    assert f'value="{YEAR}" selected' in text
    text = page(go(w.dora, "figures_make", "vranje", post=asked(w, second="")), 422)
    assert BASIS in text
    wrong = asked(w, seen="f" * 32)
    text = page(go(w.dora, "figures_make", "vranje", post=wrong), 422)
    assert "Look at the figures once more" in text
    assert BASIS in text


def test_missing_sheets_are_named_on_the_page(w, go):
    text = page(go(w.dora, "figures_make", "vranje", post=asked(w)), 422)
    assert "no figures were ever updated" in text


def test_the_words_are_compared_before_it_is_noted(w, go):
    page(go(w.dora, "figures_make", "vranje", post={"key": key(w)}), 422)
    assert not ComparedKey.objects.exists()
    assert (
        go(w.dora, "figures_make", "vranje", post={"key": "x", "compared": "on"}).status_code == 404
    )


def test_on_paper(w, go, make, people):
    row = make(paper=True)
    assert 'name="number"' in page(go(w.darko, "figures_one", row.pk, post={"count": "1"}))
    page(go(w.darko, "figures_one", row.pk, post={"paper": "1", "number": ""}), 422)
    sent = go(w.darko, "figures_one", row.pk, post={"paper": "1", "number": "12-345/26"})
    assert sent.status_code == 302
    assert "12-345/26" not in page(go(w.dora, "figures_one", row.pk))
    assert "12-345/26" in page(go(w.dora, "figures_one", row.pk, post={"number": ""}))
    assert "on paper: 1" in page(go(w.irena, "figures_received"))
    assert "Nothing came" in page(go(w.irena, "figures_sums", *SUMS))


def test_the_centre_adds_up_and_says_which_towns_are_missing(w, go, given):
    text = page(go(w.irena, "figures_sums", *SUMS))
    assert "The country is not whole" in text
    assert BASIS in text
    # What is uncertain is marked.
    assert "<strong>General knowledge, not yet verified</strong>" in text
    assert page(go(w.ivan, "figures_sums", YEAR, "centre"))
    for shape in ("atlantida", "__class__"):
        assert go(w.irena, "figures_sums", YEAR, shape).status_code == 404
    assert go(w.irena, "figures_sums", 1999, "greta").status_code == 404


def test_each_opening_by_the_centre_is_logged(w, go, given):
    from spona.audit.models import Entry

    reads = Entry.objects.filter(name="section:read_many", actor=str(w.irena.member.person_id))
    before = reads.count()
    page(go(w.irena, "figures_sums", *SUMS))
    assert reads.count() == before + 1
    assert reads.order_by("-seq").first().detail["purpose"] == "figures"


def test_the_files_say_the_same_and_are_named_neutrally(w, go, given):
    answer = go(w.irena, "figures_file", *SUMS, "csv")
    assert answer["Content-Disposition"] == 'attachment; filename="spona.csv"'
    assert answer["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    all_of = [
        row["Number"] for row in rows
        if row["Table"] == "Sex and age" and row["Row"] == row["Column"] == "All"
    ]  # fmt: skip
    # Registered, identified, not yet decided.
    assert all_of == ["2", "1", "1"]
    assert "" in {row["Number"] for row in rows}
    book = load_workbook(io.BytesIO(go(w.irena, "figures_file", *SUMS, "xlsx").content))
    assert book.active.max_row == len(rows) + 1
    assert go(w.irena, "figures_file", *SUMS, "pdf").content.startswith(b"%PDF")
    assert go(w.irena, "figures_file", *SUMS, "exe").status_code == 404


def test_nobody_else_gets_any_of_these_pages(w, go, given):
    centre = (("figures_received", []), ("figures_sums", SUMS), ("figures_file", (*SUMS, "csv")))
    for stranger in (w.kosta, w.bea, w.sava):
        for name, args in (("figures", []), ("figures_one", [given.pk]), *centre):
            assert go(stranger, name, *args).status_code == 403
    for analyst in (w.dora, w.cora):
        for name, args in centre:
            assert go(analyst, name, *args).status_code == 404
    assert go(w.cora, "figures_one", given.pk).status_code == 404
    assert go(w.cora, "figures_make", "vranje").status_code == 404
    assert go(w.irena, "figures_one", given.pk).status_code == 404
    assert go(w.irena, "figures_make", "national").status_code == 404
    assert go(None, "figures").status_code == 302


def test_a_tampered_row_is_a_sentence_and_no_sum(w, go, given):
    YearFigures.objects.filter(pk=given.pk).update(version=7)
    assert "not as Spona left it" in page(go(w.dora))
    assert "not as Spona left it" in page(go(w.irena, "figures_received"))
    assert go(w.irena, "figures_sums", *SUMS).status_code == 403


def test_a_correction_replaces_the_older_one_which_stays_listed(w, go, make, given):
    actions.release_figures(make(), **w.darko.acts)
    assert "replaced by a newer one" in page(go(w.dora))
    came = page(go(w.irena, "figures_received"))
    assert "Replaced by a newer version" in came
    assert "version 2" in came


def test_an_analyst_alone_is_told_that_there_is_no_second_one(w, go):
    vault.remove_analyst(w.net, w.darko.account, by=world.DEMO)
    assert "There is no second analyst" in page(go(w.dora, "figures_make", "vranje"))


def test_it_is_found_from_the_numbers_of_the_network(w, go):
    here = reverse("statistics:figures")
    assert here in page(go(w.dora, "snapshots"))
    assert here in page(go(w.irena, "snapshots"))
    assert here not in page(go(w.kosta, "snapshots"))
    assert reverse("vault:analysts", args=["national"]) in page(go(w.irena, "snapshots"))
    assert reverse("vault:analysts", args=["national"]) not in page(go(w.dora, "snapshots"))
    assert reverse("statistics:figures_received") in page(go(w.irena))
    assert reverse("statistics:figures_received") not in page(go(w.dora))
