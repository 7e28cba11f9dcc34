"""An editor writes, looks at it, lets it appear, and takes it away."""

import datetime as dt

import pytest

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved
from spona.directory.models import Network
from spona.library import actions, queries
from spona.library.models import Article, Shown, shown_state
from spona.reference.words import Words
from tests.library.conftest import shown, text, wording, written

HOUR = dt.timedelta(hours=1)


def seen(world, network="vranje"):
    """Titles that the public sees among the news of this town."""
    place = getattr(world, network) if network else None
    return [str(one.title["sr"]) for one in queries.stories(queries.articles("news", place))]


def state(row):
    return shown_state(Article.objects.for_editors(deadlines.now()).get(pk=row.pk))


def test_a_draft_is_nobodys_but_its_editors(world):
    row = written(world)
    assert seen(world) == []
    assert state(row) == Shown.DRAFT
    assert queries.article(row.slug) is None
    entry = Entry.objects.get(name="article:written")
    assert entry.detail == {"kind": "news"}


def test_published_it_is_there_at_once_and_withdrawn_it_is_gone(world):
    row = shown(world)
    assert seen(world) == ["Отворена врата у Нишу"]
    actions.withdraw(row, by=world.ena.actor)
    assert seen(world) == []
    assert state(row) == Shown.WITHDRAWN
    with pytest.raises(Conflict):
        actions.withdraw(row, by=world.ena.actor)


def test_it_appears_and_goes_at_the_hour_without_anything_running(world):
    row = written(world)
    start = deadlines.now() + 24 * HOUR
    actions.publish(row, version=1, at=start, until=start + 5 * HOUR, by=world.ena.actor)
    assert state(row) == Shown.SCHEDULED
    for wait, there in ((23, False), (24.1, True), (28.9, True), (29.1, False)):
        with moved(dt.timedelta(hours=wait)):
            assert (seen(world) != []) == there, wait


def test_a_newer_wording_waits_until_it_is_published(world):
    row = shown(world)
    actions.rewrite(row, wording("Нови наслов"), after=1, by=world.ena.actor)
    assert seen(world) == ["Отворена врата у Нишу"]
    assert state(row) == Shown.CHANGED
    # The older one stays until the hour of the newer one.
    actions.publish(row, version=2, at=deadlines.now() + HOUR, by=world.ena.actor)
    assert seen(world) == ["Отворена врата у Нишу"]
    with moved(2 * HOUR):
        assert seen(world) == ["Нови наслов"]


def test_what_is_published_now_gives_up_what_was_planned(world):
    row = written(world)
    actions.rewrite(row, wording("Друга"), after=1, by=world.ena.actor)
    actions.publish(row, version=1, at=deadlines.now() + HOUR, by=world.ena.actor)
    actions.publish(row, version=2, by=world.ena.actor)
    with moved(2 * HOUR):
        assert seen(world) == ["Друга"]


def test_undo_takes_back_the_last_decision_and_brings_back_what_it_gave_up(world):
    row = shown(world)
    actions.withdraw(row, by=world.ena.actor)
    actions.take_back(row, by=world.ena.actor)
    assert seen(world) == ["Отворена врата у Нишу"]
    later = deadlines.now() + HOUR
    actions.rewrite(row, wording("Друга"), after=1, by=world.ena.actor)
    actions.publish(row, version=2, at=later, by=world.ena.actor)
    actions.withdraw(row, by=world.ena.actor)
    actions.take_back(row, by=world.ena.actor)
    with moved(2 * HOUR):
        assert seen(world) == ["Друга"]


def test_the_first_day_stays_when_it_is_shown_again(world):
    row = shown(world)
    with moved(dt.timedelta(days=3)):
        actions.rewrite(row, wording("Исправљено"), after=1, by=world.ena.actor)
        actions.publish(row, version=2, by=world.ena.actor)
        story = queries.article(row.slug)
    assert story is not None
    assert (story.changed_on - story.day).days == 3


def test_an_older_wording_is_brought_back_as_a_draft(world):
    row = shown(world)
    actions.rewrite(row, wording("Друга"), after=1, by=world.ena.actor)
    made = actions.bring_back(row, 1, by=world.ena.actor)
    assert (made.number, made.from_number) == (3, 1)
    assert made.title["sr"] == "Отворена врата у Нишу"
    assert [one.number for one in row.versions.all()] == [3, 2, 1]
    with pytest.raises(Conflict):
        actions.bring_back(row, 3, by=world.ena.actor)


def test_two_editors_do_not_write_over_each_other(world):
    row = written(world)
    actions.rewrite(row, wording("Енина"), after=1, by=world.ena.actor)
    with pytest.raises(Conflict, match="version 2"):
        actions.rewrite(row, wording("Костина"), after=1, by=world.kosta.actor)
    assert row.versions.count() == 2


def test_who_writes_what(world):
    for who in ("ana", "bea", "cora", "nela"):
        with pytest.raises(Denied):
            written(world, who)
    row = written(world, "kosta")
    for act in (
        lambda: actions.publish(row, version=1, by=world.nela.actor),
        lambda: actions.withdraw(row, by=world.ana.actor),
        lambda: actions.rewrite(row, wording(), after=1, by=world.nela.actor),
        lambda: actions.bring_back(row, 1, by=world.nela.actor),
        lambda: actions.take_back(row, by=world.nela.actor),
    ):
        with pytest.raises(Denied):
            act()
    # What is for all, every editor writes.
    everybody = written(world, "nela", network=None)
    actions.publish(everybody, version=1, by=world.ena.actor)
    assert seen(world) == seen(world, "nis") == ["Отворена врата у Нишу"]


def test_each_town_shows_its_own_and_what_is_for_all(world):
    shown(world, title="Само Врање")
    shown(world, "nela", network="nis", title="Само Ниш")
    shown(world, "nela", network=None, title="Свима")
    assert set(seen(world)) == {"Само Врање", "Свима"}
    assert set(seen(world, "nis")) == {"Само Ниш", "Свима"}
    assert len(seen(world, None)) == 3


def test_a_practice_network_has_no_public_page(world):
    shown(world)
    Network.objects.filter(pk=world.vranje.pk).update(practice=True)
    assert seen(world, None) == []
    with pytest.raises(Denied):
        written(world)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (Words(en="Open day"), "title in Serbian"),
        (Words(sr="Otvorena vrata"), "Cyrillic"),
        (Words(sr="Отворена", rom="x"), "Serbian, English and Hungarian"),
    ],
)
def test_words_are_serbian_in_cyrillic_first(world, title, said):
    from spona.library.actions.articles import Wording

    with pytest.raises(Denied, match=said):
        actions.write_article(
            "news", Wording(title=title), network=world.vranje, by=world.ena.actor
        )
    with pytest.raises(Denied, match="title in that language"):
        actions.write_article(
            "news", Wording(title=Words(sr="Наслов"), body=Words(en="Text")),
            network=world.vranje, by=world.ena.actor,
        )  # fmt: skip


def test_an_end_before_the_beginning_and_a_mistyped_year_are_refused(world):
    row = written(world)
    now = deadlines.now()
    with pytest.raises(Denied, match="before it begins"):
        actions.publish(row, version=1, until=now - HOUR, by=world.ena.actor)
    with pytest.raises(Denied, match="two years"):
        actions.publish(row, version=1, at=now + dt.timedelta(days=3000), by=world.ena.actor)
    with pytest.raises(Conflict):
        actions.publish(row, version=7, by=world.ena.actor)


def test_it_is_found_in_both_scripts_and_drafts_are_not(world):
    shown(world, title="Разговор са Ђорђем у Нишу", body="Долази **психолошкиња** школе.")
    written(world, title="Нацрт у Нишу")
    for query in ("ниш", "Nis", "NIŠ", "djordj", "Ђорђ", "psiholoskinja", "психолошкиња nisu"):
        found = queries.find(query, world.vranje)
        assert [one.story.title["sr"] for one in found] == ["Разговор са Ђорђем у Нишу"], query
    assert queries.find("нацрт") == []
    assert queries.find("  ?! ") == []
    assert queries.find("ниш", world.nis) == []


def test_an_older_wording_is_not_found_once_a_newer_one_is_public(world):
    row = shown(world, body="Бивша реченица")
    actions.rewrite(row, wording(body="Нова реченица"), after=1, by=world.ena.actor)
    actions.publish(row, version=2, by=world.ena.actor)
    assert queries.find("бивша") == []
    assert len(queries.find("нова")) == 1


def test_an_excerpt_shows_where_it_stands(world):
    shown(world, body="Почетак. " + "Реч " * 200 + "игла у сену " + "реч " * 200)
    (found,) = queries.find("igla")
    # Who reads English gets Latin letters.
    assert "igla u senu" in found.excerpt
    assert found.excerpt.startswith("…")
    assert len(found.excerpt) < 300


def test_the_address_says_nothing(world):
    row = written(world, title="Трговина људима у Врању")
    assert row.slug.isalnum()
    assert len(row.slug) == 8
    assert row.slug.isascii()


def test_the_whole_way_on_the_pages(world, ask):
    said = {"kind": "news", "place": "n:vranje", "title_sr": "Дан отворених врата",
            "body_sr": "# Када\n\nУ уторак.", "save": ""}  # fmt: skip
    answer = ask("ena", "/library/new/", said)
    assert answer.status_code == 302
    path = answer["Location"]
    assert "draft" in text(ask("ena", path))
    preview = text(ask("ena", f"{path}1/preview/"))
    assert "<h2>Када</h2>" in preview
    assert "<h2>Kada</h2>" in text(ask("ena", f"{path}1/preview/?language=sr-latn"))
    done = ask("ena", f"{path}publish/", {"version": 1, "when": "now"})
    page = text(ask("ena", done["Location"]))
    assert "It is public now." in page
    assert "Undo" in page
    assert seen(world) == ["Дан отворених врата"]
    ask("ena", f"{path}take-back/", {})
    assert seen(world) == []


def test_scheduled_on_the_page_it_says_when(world, ask):
    row = written(world)
    path = f"/library/{row.pk}/"
    tomorrow = (deadlines.now() + 24 * HOUR).date()
    bad = ask("ena", f"{path}publish/", {"version": 1, "when": "later"})
    assert bad.status_code == 422
    assert "Choose the time." in text(bad)
    said = {"version": 1, "when": "later", "day": tomorrow.isoformat(), "time": "08:30"}
    done = ask("ena", f"{path}publish/", said)
    page = text(ask("ena", done["Location"]))
    assert f"{tomorrow.day}. {tomorrow.month}. {tomorrow.year} at 08:30" in page


def test_a_preview_of_what_was_typed_keeps_nothing_and_loses_nothing(world, ask):
    said = {"kind": "page", "place": "all", "title_sr": "Ко смо <b>ми</b>", "preview": "1",
            "title_en": "Who we are", "body_sr": "Мрежа."}  # fmt: skip
    answer = ask("ena", "/library/new/", said)
    page = text(answer)
    assert answer.status_code == 200
    assert "Nothing is saved yet" in page
    assert 'name="title_sr" value="Ко смо &lt;b&gt;ми&lt;/b&gt;"' in page
    assert "<h1>Ко смо &lt;b&gt;ми&lt;/b&gt;</h1>" in page
    assert not Article.objects.exists()
    english = text(ask("ena", "/library/new/", said | {"preview": "en"}))
    assert "<h1>Who we are</h1>" in english
    assert 'type="hidden" name="preview"' not in english
    back = ask(
        "ena", "/library/new/", {k: v for k, v in said.items() if k != "preview"} | {"back": "1"}
    )
    assert back.status_code == 200
    assert "Ко смо &lt;b&gt;ми&lt;/b&gt;" in text(back)
    assert not Article.objects.exists()


def test_pressed_twice_it_is_there_once(world, ask):
    from spona.access.models import new_token

    said = {"kind": "news", "place": "n:vranje", "title_sr": "Наслов", "token": new_token()}
    assert len({ask("ena", "/library/new/", said)["Location"] for _ in range(3)}) == 1
    assert Article.objects.count() == 1


def test_a_difference_is_read_word_by_word(world, ask):
    row = written(world, body="Долази у уторак у девет.")
    actions.rewrite(row, wording(body="Долази у среду у девет."), after=1, by=world.ena.actor)
    page = text(ask("ena", f"/library/{row.pk}/2/"))
    assert "<del>уторак</del>" in page
    assert "<ins>среду</ins>" in page
    assert "Bring this version back" in text(ask("ena", f"/library/{row.pk}/1/"))
    assert "Bring this version back" not in page


LOOKED = {"looked": "on"}


def test_what_looks_like_somebody_appears_only_after_a_look(world, ask):
    row = written(world, body="Пишите на Петар Петровић, 063 123 4567.")
    page, path = text(ask("ena", f"/library/{row.pk}/")), f"/library/{row.pk}/publish/"
    assert "063 123 4567" in page
    assert "Look once more" in page
    assert "I have looked: nobody can be recognised" in page
    now = {"version": 1, "when": "now"}
    refused = ask("ena", path, now)
    assert refused.status_code == 422
    assert "then tick this" in text(refused)
    assert not row.appearances.exists()
    assert ask("nobody", f"/sr/read/{row.slug}/").status_code == 404
    assert ask("ena", path, now | LOOKED).status_code == 302
    assert ask("nobody", f"/sr/read/{row.slug}/").status_code == 200


def test_the_version_that_would_appear_is_looked_at_and_not_the_newest(world, ask):
    row = written(world, body="Пишите на 063 123 4567.")
    actions.rewrite(row, wording(body="Пишите нам."), after=1, by=world.ena.actor)
    path = f"/library/{row.pk}/publish/"
    assert ask("ena", path, {"version": 1, "when": "now"}).status_code == 422
    assert ask("ena", path, {"version": 2, "when": "now"}).status_code == 302


def test_the_preview_shows_what_looks_like_somebody_saved_or_not(world, ask):
    row = written(world, body="Пишите на 063 123 4567.")
    assert "Look once more" in text(ask("ena", f"/library/{row.pk}/1/preview/"))
    typed = {
        "kind": "news", "place": "n:vranje", "title_sr": "Позив", "body_sr": "На 063 765 4321.",
        "preview": "sr",
    }  # fmt: skip
    page = text(ask("ena", "/library/new/", typed))
    assert "“063 765 4321”" in page
    plain = written(world, title="Без икога")
    assert "Look once more" not in text(ask("ena", f"/library/{plain.pk}/1/preview/"))


def test_a_later_hour_that_has_passed_lets_nothing_appear_and_stays_as_typed(world, ask):
    row = written(world)
    past = {"version": 1, "when": "later", "day": "2026-01-11", "time": "10:00"}
    refused = ask("ena", f"/library/{row.pk}/publish/", past)
    assert refused.status_code == 422
    page = text(refused)
    assert "This time has passed" in page
    assert 'value="2026-01-11"' in page
    assert 'value="10:00"' in page
    assert not row.appearances.exists()


def test_a_stranger_to_the_network_finds_no_draft(world, ask):
    row = written(world)
    for path in ("", "change/", "1/", "1/preview/"):
        assert ask("nela", f"/library/{row.pk}/{path}").status_code == 404, path
        assert ask("nobody", f"/library/{row.pk}/{path}").status_code == 302, path
        assert ask("ana", f"/library/{row.pk}/{path}").status_code == 403, path
    for path in ("publish/", "withdraw/", "take-back/", "1/bring-back/", "change/"):
        assert ask("nela", f"/library/{row.pk}/{path}", {"version": 1}).status_code == 404, path
    assert "Otvorena" not in text(ask("nela", "/library/"))
    assert "Otvorena" in text(ask("ena", "/library/"))


def test_the_list_is_narrowed_and_searched_in_both_scripts(world, ask):
    shown(world, title="Јавна трибина")
    written(world, title="Нацрт трибине", kind="page")
    assert "Javna tribina" in text(ask("ena", "/library/?q=tribin&state=shown"))
    drafts = text(ask("ena", "/library/?state=draft&kind=page&network=vranje"))
    assert "Nacrt tribine" in drafts
    assert "Javna tribina" not in drafts
    assert "Nothing found" in text(ask("ena", "/library/?q=ништа-такво"))
    assert ask("ena", "/library/?state=odd&kind=odd&page=x&network=odd").status_code == 200


def test_editors_reach_it_from_the_pages_of_the_network_and_others_do_not(world, ask):
    assert 'href="/library/"' in text(ask("ena", "/network/"))
    assert 'href="/library/"' not in text(ask("ana", "/network/"))


def test_who_is_no_editor_hears_who_gives_the_role(world, ask):
    refused = ask("ana", "/library/")
    assert refused.status_code == 403
    assert "The coordinator of your network gives the role of editor" in text(refused)
