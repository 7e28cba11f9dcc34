"""The pages of releases, and who does not act on them."""

from dataclasses import replace

import pytest
from django.urls import reverse

from spona.statistics.models import BudgetEntry, Release
from spona.statistics.releases import noise
from tests.statistics.test_pages import go, page  # noqa: F401


def acts(release):
    return [
        (name, [release.pk])
        for name in ("make_release", "freeze_release", "approve_release", "refuse_release")
    ]


def test_two_analysts_from_the_announcement_to_the_public(w, go, files, quiet):  # noqa: F811
    files(61)
    listed = page(go(w.dora, "releases", "vranje"))
    assert "No release yet" in listed
    assert reverse("statistics:releases", args=["vranje"]) in page(go(w.dora))
    assert "2025" in page(go(w.dora, "announce_release", "vranje"))
    answer = go(w.dora, "announce_release", "vranje", post={"year": "2025"})
    release = Release.objects.get()
    assert answer.url == reverse("statistics:release", args=[release.pk])
    shown = page(go(w.dora, "release", release.pk))
    assert "Draw the figures" in shown
    assert release.plan_hash in shown
    assert go(w.dora, "make_release", release.pk, post={}).status_code == 302
    assert "nobody approves what they made" in page(go(w.dora, "release", release.pk))
    waiting = page(go(w.darko, "release", release.pk))
    assert "Publish them" in waiting
    assert "<strong>about 60</strong>" in waiting
    assert "95 of 100 times between" in waiting
    assert go(w.darko, "approve_release", release.pk, post={}).status_code == 302
    listed = page(go(w.dora, "releases", "vranje"))
    assert "Budget booked" in listed
    assert w.dora.member.person.shown_name in listed
    assert "No year can be announced" in page(go(w.dora, "announce_release", "vranje"))


def test_the_page_says_how_far_it_is_and_what_comes_next(w, go, files, quiet):  # noqa: F811
    files(61)
    go(w.dora, "announce_release", "vranje", post={"year": "2025"})
    release = Release.objects.get()
    assert "2025 is announced. The figures are not drawn yet." in page(
        go(w.dora, "release", release.pk)
    )
    go(w.dora, "make_release", release.pk, post={})
    assert "2025 is drawn. A second analyst decides." in page(go(w.dora, "release", release.pk))
    go(w.darko, "refuse_release", release.pk, post={})
    assert "2025 was refused. The year stays without figures." in page(
        go(w.dora, "release", release.pk)
    )


def test_without_opendp_no_draw_is_offered(w, go, files, monkeypatch, tmp_path):  # noqa: F811
    files(61)
    monkeypatch.setattr(noise, "ENVIRONMENT", tmp_path / "not there")
    go(w.dora, "announce_release", "vranje", post={"year": "2025"})
    shown = page(go(w.dora, "release", Release.objects.get().pk))
    assert "./spona release setup" in shown
    assert reverse("statistics:make_release", args=[Release.objects.get().pk]) not in shown


def test_a_refusal_is_a_sentence_on_the_page(w, go, files, made):  # noqa: F811
    files(30)
    release = made()
    for name, said in (("approve_release", "second analyst"), ("make_release", "made already")):
        answer = go(w.dora, name, release.pk, post={})
        assert answer.status_code == 409
        assert said in answer.content.decode()
    assert "Choose a year" in page(go(w.dora, "announce_release", "vranje", post={"year": "1999"}))
    assert BudgetEntry.objects.count() == 2


def test_who_is_no_analyst_acts_on_nothing(w, go, files, made):  # noqa: F811
    files(30)
    release = made()
    for name, args in acts(release):
        assert go(w.bea, name, *args, post={}).status_code == 403
        assert go(w.kosta, name, *args, post={}).status_code == 403
        assert go(w.cora, name, *args, post={}).status_code == 404
        assert go(w.dora, name, *args).status_code == 405
    assert go(w.cora, "release", release.pk).status_code == 404
    assert go(w.cora, "releases", "vranje").status_code == 404
    assert Release.objects.get().status == "made"


def test_the_coordinator_reads_no_figure_before_it_is_public(w, go, files, quiet, made):  # noqa: F811
    files(61)
    shown = page(go(w.kosta, "release", made().pk))
    assert "What the public reads" not in shown
    assert "Publish them" not in shown


def test_each_step_asks_for_the_second_factor(w, go, files, made, monkeypatch):  # noqa: F811
    files(30)
    release = made()
    stale = replace(w.darko.actor, stepped_up_at=None)
    monkeypatch.setattr(type(w.darko), "actor", property(lambda _: stale))
    for name, args in acts(release):
        # The page asks for it on the spot, and goes on from there.
        assert go(w.darko, name, *args, post={}).status_code == 403
    assert Release.objects.get().status == "made"


@pytest.mark.parametrize("name", ["releases", "announce_release"])
def test_of_an_unknown_network_there_is_no_page(w, go, name):  # noqa: F811
    assert go(w.dora, name, "nowhere").status_code == 404
