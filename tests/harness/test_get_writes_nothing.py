"""Reading changes nothing: every GET of every address leaves every table as it was.

Asked by an intake holder, who comes to most, and by a stranger; what everybody's requests write is
noted in `test_access`, which makes them anyway.
"""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection

from tests.harness.asking import asks, browsers
from tests.harness.browser import Browser
from tests.harness.world import tables
from tests.harness.writing import LAST_SEEN, MAY_GROW
from tests.served import running


def contents() -> dict[str, str]:
    """Table → a digest of all its rows, but for what a reading may note."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            if table in MAY_GROW or table.startswith("django_"):
                continue
            names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            kept = [f'"{n}"' for n in names if n not in LAST_SEEN.get(table, set())]
            cursor.execute(f'SELECT {", ".join(kept)} FROM "{table}"')
            rows = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
                          for row in cursor.fetchall())  # fmt: skip
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.mark.slow("reads every address")
def test_no_get_changes_a_row(world):
    people = browsers(world)
    addresses = list(asks(world))
    for person in ("bea", "nobody"):
        before, broken = contents(), []
        for ask in addresses:
            # Not `undone()`: what a GET wrote must stay, to be seen.
            status = people[person].get(ask.path).status_code
            if status >= 500:
                broken.append(f"{ask.name}: {status}")
        after = contents()
        assert broken == [], person
        assert {t for t in before if before[t] != after[t]} == set(), (
            f"changed by a GET of {person}"
        )


def test_the_database_refuses_a_write_inside_a_get(shared_folder, tmp_path):
    """Not a convention: a forgotten save in a view is a server error at once, on either database.

    Asked of a running server, for within one transaction of a test PostgreSQL keeps its mode.
    """
    served = running.start(
        shared_folder, tmp_path, DJANGO_SETTINGS_MODULE="tests.harness.forgetful_settings"
    )
    try:
        browser = Browser(served)
        zone = (
            "from spona.directory.models import Network;"
            "print(Network.objects.get(slug='vranje').time_zone)"
        )
        before = served.django(zone)
        assert browser.get("/forgetful/").status == 500
        assert browser.ask("HEAD", "/forgetful/").status == 500
        assert served.django(zone) == before
        # The view does write where it may, also after it was refused.
        answer = browser.post("/forgetful/")
        assert (answer.status, answer.text) == (200, "1")
        assert served.django(zone) == "Europe/POST\n"
        assert browser.get("/forgetful/").status == 500
        # The read log, the one thing that a GET may write, is written by the same server.
        browser.sign_in("ana.skola")
        assert browser.get("/desk/").status == 200
        assert served.django(zone) == "Europe/POST\n"
    finally:
        running.stop(served)


def test_a_change_would_be_found(world):
    from spona.directory.models import Network

    before = contents()
    Network.objects.filter(slug="vranje").update(time_zone="Europe/Nowhere")
    after = contents()
    assert {t for t in before if before[t] != after[t]} == {"directory_network"}
