"""The few words of a language, and somebody who is named and stands for them."""

import datetime as dt

import pytest
from django.core.cache import cache

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import today
from spona.library import actions
from spona.library.models import TranslationConfirmed
from spona.library.phrases import digest_of_all, phrases_of_all
from spona.reference.models import Code
from tests.library.conftest import text

NOBODY = "No translator has confirmed these words yet."


def said(language="sq", **more):
    read = digest_of_all(phrases_of_all()[language])
    return {"read": read, "confirmed_by": "Мирјета Пример, судски тумач",
            "confirmed_on": today()} | more  # fmt: skip


def confirm(world, who="ena", language="sq", **more):
    actions.confirm_phrases(language, by=world.people[who].actor, **said(language, **more))


def reworded(code, text):
    row = Code.objects.get(list="phrase", code=code)
    row.words = row.words | {code.partition("-")[0]: text}
    row.save()
    return row


def marked(ask, language):
    """As somebody reads it who comes some seconds later."""
    cache.clear()
    return NOBODY in text(ask("nobody", f"/{language}/help/"))


def test_somebody_stands_for_the_words_of_one_language_and_of_no_other(world, ask):
    assert marked(ask, "sq")
    confirm(world)
    assert not marked(ask, "sq")
    assert marked(ask, "rom")
    assert all(one.confirmed for one in phrases_of_all()["sq"])
    with pytest.raises(Conflict):
        confirm(world)


def test_nobody_stands_for_a_word_that_was_changed_since(world, ask):
    confirm(world)
    reworded("sq-call", "Merrni në telefon")
    assert marked(ask, "sq")
    assert [one.confirmed for one in phrases_of_all()["sq"]].count(False) == 1
    assert "4 of them confirmed" in text(ask("ena", "/library/phrases/"))
    # The others are confirmed as they were; who reads the new one stands for it alone.
    confirm(world, confirmed_by="Бесник Пример")
    standing = TranslationConfirmed.objects.filter(withdrawn_at=None)
    assert sorted({row.confirmed_by for row in standing}) == [
        "Бесник Пример", "Мирјета Пример, судски тумач"
    ]  # fmt: skip
    assert len(standing) == 5
    ended = TranslationConfirmed.objects.exclude(withdrawn_at=None).get()
    assert ended.confirmed_by == "", "who stands no more is not kept"
    assert Entry.objects.filter(name="translation:withdrawn", subject_id=ended.pk).exists()
    assert not marked(ask, "sq")


def test_who_read_other_words_than_stand_there_now_stands_for_none(world):
    before = said()
    reworded("sq-call", "Merrni në telefon")
    # That the day is wrong too is said only to whoever has read the words that stand there.
    for wrong in ({}, {"confirmed_on": dt.date(2099, 1, 1)}):
        with pytest.raises(Conflict, match="changed meanwhile"):
            actions.confirm_phrases("sq", by=world.ena.actor, **before | wrong)
    assert not TranslationConfirmed.objects.exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"confirmed_by": " "}, "understands"),
        ({"confirmed_on": dt.date(2099, 1, 1)}, "not come yet"),
    ],
)
def test_without_a_name_or_in_the_future_nobody_stands(world, more, sentence):
    with pytest.raises(Denied, match=sentence):
        confirm(world, **more)


def test_only_editors_say_who_stands_and_take_it_back(world):
    with pytest.raises(Denied):
        confirm(world, who="ana")
    confirm(world)
    with pytest.raises(Denied):
        actions.take_back_phrases("sq", by=world.ana.actor)
    actions.take_back_phrases("sq", by=world.ena.actor)
    assert not any(one.confirmed for one in phrases_of_all()["sq"])
    with pytest.raises(Conflict):
        actions.take_back_phrases("sq", by=world.ena.actor)
    told = Entry.objects.filter(name__startswith="translation:").values_list("name", flat=True)
    assert not TranslationConfirmed.objects.exclude(confirmed_by="").exists()
    assert sorted(told) == ["translation:confirmed"] * 5 + ["translation:withdrawn"] * 5


def test_words_that_somebody_else_wrote_into_the_tables_are_none(world, ask):
    row = Code.objects.get(list="phrase", code="sq-call")
    Code.objects.filter(pk=row.pk).update(words={"sr": "Позовите", "sq": "PLANTED"})
    assert "PLANTED" not in text(ask("ena", "/library/phrases/sq/"))
    assert len(phrases_of_all()["sq"]) == 4


def test_on_the_pages(world, ask):
    page = text(ask("ena", "/library/phrases/"))
    assert "Albanian" in page
    assert "not confirmed" in page
    path = "/library/phrases/sq/"
    page = ask("ena", path)
    assert "Telefononi" in text(page)
    day = today().isoformat()
    sent = said() | {"confirmed_on": day}
    assert ask("ana", path).status_code == 403
    assert ask("ana", path, sent).status_code == 403
    assert ask("nobody", path).status_code == 302
    assert ask("ena", "/library/phrases/xx/").status_code == 404
    wrong = ask("ena", path, sent | {"confirmed_by": ""})
    assert wrong.status_code == 422
    assert "Write who understands the language" in text(wrong)
    stale = ask("ena", path, sent | {"read": "0" * 64})
    assert stale.status_code == 422
    assert "changed meanwhile" in text(stale)
    # What that page holds is what stands there now, with all that was typed.
    assert f'value="{sent["read"]}"' in stale.content.decode()
    assert f'value="{sent["confirmed_by"]}"' in stale.content.decode()
    done = ask("ena", path, sent)
    assert (done.status_code, done["Location"]) == (302, f"{path}?done=confirmed")
    page = text(ask("ena", done["Location"]))
    assert "does not mark these words any more" in page
    assert "Mirjeta Primer" in page
    assert "These words are right" not in page
    assert "Mirjeta" not in text(ask("nobody", "/sq/help/"))
    assert not marked(ask, "sq")
    # Nela edits another town; the words are for all.
    back = ask("nela", f"{path}take-back/", {})
    assert back.status_code == 302
    assert marked(ask, "sq")
    again = ask("nela", f"{path}take-back/", {})
    assert again.status_code == 409
    assert "Nobody stands for these words" in text(again)
