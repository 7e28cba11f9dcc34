import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from spona.access.actor import Actor
from spona.reference.actions import load_reference
from spona.reference.queries import code_lists, indicator_lists
from spona.reference.titles import TITLES

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _loaded():
    load_reference(by=Actor.system("import"), on=DAY)


def test_every_list_of_ours_has_a_title_and_is_shown():
    found = code_lists(DAY)
    assert {each.name for each in found} == set(TITLES)
    assert sum(len(each.codes) for each in found) == 380
    assert sum(each.signs for each in indicator_lists(DAY)) == 180


def test_lists_are_read_with_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        code_lists(DAY)
        list(indicator_lists(DAY))


def test_the_page_shows_source_certainty_and_version_in_the_readers_script():
    found = {"code_lists": code_lists(DAY), "indicator_lists": indicator_lists(DAY)}
    found |= {"legal": 8, "waiting": 0}
    with override("sr-latn"):
        latin = found | {"code_lists": code_lists(DAY)}
        assert "Odluke Centra" in render_to_string("reference/lists.html", latin)
    page = render_to_string("reference/lists.html", found)
    assert "/lists/codes/exploitation/" in page, "each list has a page of its own"
    assert "forced_marriage" not in page, "and its entries stand there, not here"
    assert "working version 1" in page
    assert "Partly read in the source" in page
    title = page.partition("<title>")[2].partition("</title>")[0].lower()
    assert title
    assert "traffick" not in title
    assert "trgovin" not in title
