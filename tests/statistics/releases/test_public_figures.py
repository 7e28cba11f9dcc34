"""Published figures as everybody reads them."""

import csv
import io

import pytest
from django.urls import reverse

from spona.statistics.releases.actions import announce_release


@pytest.fixture
def look(client, settings):
    """`look("release", "vranje", "2025")`."""
    settings.ROOT_URLCONF = "spona.urls"

    def request(name, *args):
        return client.get(reverse(f"public:{name}", args=["en", *args]))

    return request


def test_tables_are_public_before_anybody_looks(w, files, look):
    files(61)
    assert look("network_figures", "vranje").status_code == 404
    release = announce_release(w.net, 2025, by=w.dora.actor)
    page = look("network_figures", "vranje").content.decode()
    assert release.plan_hash in page
    assert "Forced begging" in page
    assert look("release", "vranje", "2025").status_code == 404
    assert (
        reverse("public:network_figures", args=["en", "vranje"]) in look("figures").content.decode()
    )


def test_a_year_with_its_interval_and_the_note(w, files, quiet, public, look):
    files(61)
    files(3, exploitation=["forced_marriage"])
    assert look("release", "vranje", "2025").status_code == 404
    public()
    page = look("release", "vranje", "2025").content.decode()
    assert "<strong>65</strong>" in page
    assert "(64–64)" in page
    for said in ("ε = 5.2", "σ = ", "&lt;10", "reported or identified", "50+"):
        assert said in page
    assert reverse("public:reading", args=["en"]) in page
    assert look("release", "vranje", "together").status_code == 404


def test_what_waits_for_a_second_person_is_not_public(w, files, quiet, made, look):
    files(61)
    made()
    assert look("release", "vranje", "2025").status_code == 404
    assert look("release_csv", "vranje", "2025").status_code == 404


def test_years_together_tell_the_larger_tables(w, files, quiet, public, look):
    for year in (2023, 2024, 2025):
        files(30, cohort_year=year)
        public(year)
    page = look("release", "vranje", "together").content.decode()
    assert "2023, 2024, 2025" in page
    assert "Sex · Age · Kind of exploitation" in page


def test_the_file_has_every_cell_and_both_intervals(w, files, quiet, public, look):
    files(61)
    public()
    answer = look("release_csv", "vranje", "2025")
    assert 'filename="spona.csv"' in answer["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert "Interval of the rate" in head
    number = head.index("Number")
    assert rows[0][number] == "60"
    assert {row[number] for row in rows} == {"60", "50+", "<10"}
    assert all(row[0] == "2025" for row in rows)


def test_how_to_read_them(db, look):
    page = look("reading").content.decode()
    assert "not how often it happens" in page
    assert "“&lt;10” means" in page
