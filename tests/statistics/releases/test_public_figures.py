"""Published figures as everybody reads them."""

import csv
import io
import re

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
    assert "about 65 people" in " ".join(page.split())
    assert "<strong>64 and 64</strong>" in page
    for said in ("ε = 5.2", "σ = ", "fewer than 10", "reported or identified", "50 or more"):
        assert said in page
    assert reverse("public:reading", args=["en"]) in page
    assert look("release", "vranje", "together").status_code == 404


def test_a_number_stands_on_its_axis_between_the_ends_of_its_interval(w, files, public, look):
    files(61)
    files(22, exploitation=["forced_begging"])
    public()
    page = look("release", "vranje", "2025").content.decode()
    axis = int(re.search(r"<span>0</span><span>(\d+)</span>", page).group(1))
    row = re.search(r'Forced begging</th>.*?class="num">about (\d+)</td>.*?</tr>', page, re.DOTALL)
    low, high = map(int, re.search(r">(\d+)–(\d+)</td>", row.group()).groups())
    at, begins, width = (
        int(re.search(rf' {name}="(\d+)"', row.group()).group(1))
        for name in ("cx", "x", 'width(?!="212)')
    )
    assert axis % 10 == 0
    assert at == 200 * int(row.group(1)) // axis
    assert (begins, begins + width) == (200 * low // axis, 200 * high // axis)


def test_few_people_are_told_as_a_band_without_a_number(w, files, quiet, public, look):
    files(24)
    public()
    page = " ".join(look("release", "vranje", "2025").content.decode().split())
    assert "20–49 people" in page
    assert "bands are told in place of numbers" in page
    assert "about" not in page.split("<h1>")[1].split("</h1>")[0]


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
