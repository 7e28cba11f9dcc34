"""SQLite takes the index of the fifty parts of a page, not that of all keys of an institution."""

import uuid

import pytest
from django.db import connection

from spona.cli.serve.worker_jobs import count_for_planner
from spona.vault.models import Grant, opens_for
from tests.harness.world import build
from tools.bench.lists import Place, fill_files

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_after_the_count_a_page_asks_by_its_parts():
    people = build().people
    ana, bea = people["ana"], people["bea"]
    fill_files(Place(ana.member, bea.member, bea.actor, bea.keys), 2000, sections=())
    fifty = [uuid.uuid4() for _number in range(50)]
    of_page = Grant.objects.filter(opens_for(bea.actor), section_id__in=fifty)
    assert "section_id=?" not in of_page.explain()
    count_for_planner()
    assert "section_id=?" in of_page.explain()
