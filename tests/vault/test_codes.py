"""Receipts and guests' codes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.crypto import codes
from spona.crypto.errors import Unopenable
from spona.vault import actions
from spona.vault.models import Code, Grant, Section
from tests.vault import world

VISITOR = Actor()


@pytest.fixture
def tip(w):
    new = actions.draw_code(by=VISITOR)
    box = actions.create_box(
        "tip",
        owner=None,
        sections={"account": world.text("Порука")},
        grants={"account": [actions.to_institution(w.csw), actions.to_code(new.code)]},
        by=VISITOR,
    )
    return new, box


def test_the_code_opens_what_was_written_and_the_reply(w, tip):
    new, box = tip
    actions.create_box(
        "response",
        owner=w.csw.pk,
        sections={"reply": world.text("Одговор")},
        grants={"reply": [actions.to_institution(w.csw), actions.to_code(new.code)]},
        by=w.bea.actor,
    )
    typed = new.text.lower().replace("-", " ")
    first, second = actions.open_with_code(typed, by=VISITOR)
    assert first.box == box
    assert first.documents["account"]["words"] == "Порука"
    assert second.documents["reply"]["words"] == "Одговор"
    assert Entry.objects.get(name="code:read").detail == {"count": 2}


def test_every_wrong_code_gets_the_same_sentence(w, tip):
    locator, digits = codes.parse_receipt(tip[0].text)
    wrong = f"{(int(digits) + 1) % 10**16:016d}"
    other = "ZZZZZZ" if locator != "ZZZZZZ" else "YYYYYY"
    sentences = set()
    for typed in (
        "",
        "abc",
        codes.format_receipt(locator, wrong),
        codes.format_receipt(other, digits),
    ):
        with pytest.raises(Denied) as refusal:
            actions.open_with_code(typed, by=VISITOR)
        sentences.add(str(refusal.value.sentence))
    assert len(sentences) == 1
    assert not Entry.objects.filter(name="code:read").exists()


def test_a_replaced_code_row_opens_nothing(w, tip):
    """An attacker's code with keys of their own in the place of the receipt."""
    new, _box = tip
    theirs = actions.draw_code(by=VISITOR)
    mine = Code.objects.get(pk=new.code.pk)
    for field in ("salt", "public_key", "private_sealed"):
        setattr(mine, field, getattr(theirs.code, field))
    mine.save()
    with pytest.raises(Denied):
        actions.open_with_code(new.text, by=VISITOR)
    with pytest.raises(Unopenable):
        actions.create_box(
            "response",
            owner=w.csw.pk,
            sections={"reply": world.text()},
            grants={"reply": [actions.to_code(mine)]},
            by=w.bea.actor,
        )


def test_a_grant_moved_to_another_code_opens_nothing(w, tip):
    theirs = actions.draw_code(by=VISITOR)
    Grant.objects.filter(to_kind="code").update(to_id=theirs.code.pk)
    with pytest.raises(Unopenable):
        actions.open_with_code(theirs.text, by=VISITOR)


def test_a_spoilt_text_is_refused(w, tip):
    Section.objects.update(sealed=b"\x01" + bytes(600))
    with pytest.raises(Unopenable):
        actions.open_with_code(tip[0].text, by=VISITOR)


def test_a_held_or_destroyed_grant_opens_nothing(w, tip):
    new, box = tip
    actions.destroy(box, by=world.HOUSEKEEPING)
    assert actions.open_with_code(new.text, by=VISITOR) == []


def test_a_code_with_an_end_opens_nothing_after_it(w, monkeypatch):
    new = actions.draw_code(by=w.bea.actor, until=timezone.now() + timedelta(days=2))
    to_both = [actions.to_institution(w.csw), actions.to_code(new.code)]
    actions.create_box(
        "conference",
        owner=w.csw.pk,
        sections={"notes": world.text("За стараоца"), "plan": world.text()},
        grants=dict.fromkeys(("notes", "plan"), to_both),
        **w.bea.acts,
    )
    assert set(actions.open_with_code(new.text, by=VISITOR)[0].documents) == {"notes", "plan"}
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(Denied):
        actions.open_with_code(new.text, by=VISITOR)


def test_a_taken_locator_is_drawn_again(w, tip, monkeypatch):
    locator, digits = codes.parse_receipt(tip[0].text)
    drawn = iter([(locator, digits), ("7K3MQ2", "0123456789012345")])
    monkeypatch.setattr(codes, "new_receipt", lambda: next(drawn))
    assert actions.draw_code(by=VISITOR).code.locator == "7K3MQ2"


def test_new_codes_cost_what_accounts_cost(w, settings):
    from spona.crypto.kdf import Cost

    settings.ACCOUNT_COST = Cost(memory_kib=16, time=2, parallelism=1)
    assert actions.draw_code(by=VISITOR).code.cost == settings.ACCOUNT_COST


def test_a_code_is_shown_once_and_never_printed_by_accident(w):
    new = actions.draw_code(by=VISITOR)
    assert new.text not in repr(new)
