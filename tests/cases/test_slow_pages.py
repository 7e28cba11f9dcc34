"""Whoever asks for paper or tables without end waits; a colleague goes on."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from spona.identity import limiter, slow_pages
from spona.identity.limiter import TooFast, spend
from tests.cases.flow import sent, written
from tests.cases.test_lists_export import fresh


@pytest.fixture
def path(world):
    return sent(world.ana.sign_in(), world)


def use_up(purpose, share, whose):
    """The rest of a share, as that many requests would take it."""
    with suppress(TooFast):
        for _time in range(share.most + 1):
            spend(purpose, whose, share)


def check_told_to_wait(answer):
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "attachment" not in answer.get("Content-Disposition", "")
    page = answer.content.decode()
    assert "minute" in page or "минут" in page or "minut" in page
    return page


def test_the_same_report_is_not_printed_without_end(world, path):
    ana = world.ana.sign_in()
    assert ana.get(f"{path}report.pdf").status_code == 200
    use_up("paper", slow_pages.PAPER, str(world.ana.account.pk))
    page = check_told_to_wait(ana.get(f"{path}report.pdf"))
    assert "<form" not in page.split("<main")[1]
    # Reading goes on, and so does a colleague's printing.
    assert ana.get(path).status_code == 200
    bea = world.bea.sign_in()
    bea.post(f"{path}open/")
    bea.post(f"{path}accept/")
    assert bea.get(f"{path}report.pdf").status_code == 200


def test_papers_of_every_kind_come_out_of_one_share(world):
    ana = world.ana.sign_in()
    draft = written(ana, world, recipient=world.police)
    assert ana.get(f"{draft}report.pdf").status_code == 200
    use_up("paper", slow_pages.PAPER, str(world.ana.account.pk))
    for name in ("report.pdf", "call.pdf"):
        check_told_to_wait(ana.get(f"{draft}{name}"))


def test_the_next_stretch_brings_a_new_share(world, path, monkeypatch):
    ana = world.ana.sign_in()
    use_up("paper", slow_pages.PAPER, str(world.ana.account.pk))
    check_told_to_wait(ana.get(f"{path}report.pdf"))
    later = timezone.now() + timedelta(seconds=slow_pages.PAPER.seconds)
    monkeypatch.setattr(limiter.timezone, "now", lambda: later)
    assert ana.get(f"{path}report.pdf").status_code == 200


def test_a_list_is_taken_along_twenty_times_and_not_more(world, accepted):
    bea = fresh(world.bea)
    for _time in range(slow_pages.TABLE.most):
        assert bea.post("/cases/export/", {"form": "csv"}).status_code == 200
    check_told_to_wait(bea.post("/cases/export/", {"form": "xlsx"}))
    check_told_to_wait(bea.post("/inbox/export/", {"form": "csv"}))
    # The page that asks is no table.
    assert bea.get("/cases/export/").status_code == 200
    assert fresh(world.boris).post("/cases/export/", {"form": "csv"}).status_code == 200
