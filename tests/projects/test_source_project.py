"""The first record: documented facts with their sources, and nothing beside them."""

from spona.projects.actions import load_source_project
from spona.projects.models import BudgetLine, Due, Project
from spona.projects.national import objectives
from tests.cases.world import DEMO

SLUG = "lokalne-zajednice"


def seed():
    return Project.objects.get(slug=SLUG)


def test_it_is_there_with_goals_donors_and_results_each_with_its_source(world):
    project = seed()
    assert next(str(one) for one in project.donors.all()) == "European Union"
    assert project.donors.count() == 3
    assert project.goals.count() == 5
    for rows in (project.donors, project.goals, project.results, project.publications):
        assert all(row.source and row.certainty for row in rows.all())


def test_what_is_not_known_stays_empty(world):
    project = seed()
    assert project.starts_on is None
    assert project.contact == ""
    assert project.ends_precision == "year"
    assert not BudgetLine.objects.filter(project=project).exists()
    assert not Due.objects.filter(project=project).exists()
    assert all(donor.amount is None for donor in project.donors.all())


def test_loaded_again_it_changes_nothing_and_what_people_edited_stays(world):
    project = seed()
    project.goals.all().delete()
    assert load_source_project(by=DEMO) == 0
    assert project.goals.count() == 0
    assert Project.objects.filter(slug=SLUG).count() == 1


def test_its_title_is_on_its_own_page_and_nowhere_that_could_be_read_over_a_shoulder(world, at):
    title = "Lokalne zajednice u borbi"
    browser = at("kosta")
    page = browser.get(f"/projects/{SLUG}/").content.decode()
    assert title in page
    assert "<title>Local communities – Spona</title>" in page
    assert title not in browser.get("/projects/").content.decode()
    assert str(seed()) == "Local communities"


def test_only_objectives_that_were_read_in_a_source_are_offered(world):
    assert set(objectives()) == {"s2017-1", "s2017-2", "s2017-3"}


def test_the_page_says_where_its_facts_are_from(world, at):
    page = at("ana").get(f"/projects/{SLUG}/").content.decode()
    assert "When it began was not found." in page
    assert "nshc.org.rs" in page
