"""Opening: who can, what is written down first, and what is refused."""

from contextlib import suppress

import pytest
from django.db import transaction

from spona import audit
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.notifications.models import Notice
from spona.vault import actions
from spona.vault.models import Section
from spona.vault.refusals import ReasonNeeded
from tests.vault import world


def test_a_recipient_reads_what_was_sealed(w, packet, section):
    assert actions.open_section(section(packet, "cover"), **w.bea.acts)["words"] == "Омот"
    assert actions.open_section(section(packet, "body"), **w.ana.acts)["words"] == "Тело"


def test_a_held_grant_opens_nothing(w, packet, section):
    with pytest.raises(Denied):
        actions.open_section(section(packet, "body"), **w.bea.acts)


def test_a_stranger_reads_nothing_even_as_holder_elsewhere(w, packet, section):
    with pytest.raises(Denied):
        actions.open_section(section(packet, "cover"), **w.cora.acts)


def test_a_colleague_without_the_key_reads_nothing(w, packet, section):
    with pytest.raises(Denied):
        actions.open_section(section(packet, "cover"), **w.ema.acts)


def test_the_server_itself_opens_nothing(w, packet, section):
    class Nobody:
        account_id = None

    with pytest.raises(Denied):
        actions.open_section(section(packet, "cover"), by=world.HOUSEKEEPING, keys=Nobody())


def test_somebody_elses_keyring_is_refused(w, packet, section):
    with pytest.raises(ValueError, match="belongs to somebody else"):
        actions.open_section(section(packet, "cover"), by=w.bea.actor, keys=w.boris.keys)


def test_the_reading_is_written_down_before_the_text_exists(w, packet, section, monkeypatch):
    seen = []

    def watched(row, secret):
        seen.append(Entry.objects.filter(name="section:read", subject_id=row.pk).count())
        return {}

    monkeypatch.setattr("spona.vault.actions.opening.text_of", watched)
    actions.open_section(section(packet, "cover"), **w.bea.acts)
    assert seen == [1]
    entry = Entry.objects.get(name="section:read")
    assert entry.lane_id == w.csw.pk
    assert entry.actor == str(w.bea.member.person_id)
    assert entry.detail["way"] == "institution"


def test_inside_a_transaction_nothing_opens(w, packet, section):
    with audit.transaction(), pytest.raises(RuntimeError):
        actions.open_section(section(packet, "cover"), **w.bea.acts)
    with audit.transaction(), pytest.raises(RuntimeError):
        actions.open_many([], purpose="list", **w.bea.acts)


def test_what_an_act_reads_exists_when_its_log_is_committed_and_not_before(w, packet, section):
    cover = section(packet, "cover")
    with audit.transaction() as log:
        noted = actions.note_reading(log, [cover], **w.bea.acts)
        with pytest.raises(RuntimeError, match="not committed"):
            noted.documents()
    assert [one["words"] for one in noted.documents()] == ["Омот"]
    assert Entry.objects.filter(name="section:read", subject_id=cover.pk).count() == 1


def test_what_an_act_noted_that_was_taken_back_is_not_read(w, packet, section):
    noted = None
    with suppress(Denied), audit.transaction() as log:
        noted = actions.note_reading(log, [section(packet, "cover")], **w.bea.acts)
        raise Denied("no")
    with pytest.raises(RuntimeError, match="not committed"):
        noted.documents()
    assert not Entry.objects.filter(name="section:read").exists()


def test_what_a_savepoint_took_back_is_not_read_though_the_act_goes_on(w, packet, section):
    noted = None
    with audit.transaction() as log:
        with suppress(Denied), transaction.atomic():
            noted = actions.note_reading(log, [section(packet, "cover")], **w.bea.acts)
            raise Denied("no")
        log.record("test:done", by=w.bea.actor, subject=("test", None))
    with pytest.raises(RuntimeError, match="not committed"):
        noted.documents()
    assert not Entry.objects.filter(name="section:read").exists()


def test_an_act_notes_nothing_of_what_does_not_open(w, packet, section):
    with audit.transaction() as log:
        with pytest.raises(Denied):
            actions.note_reading(
                log, [section(packet, "cover"), section(packet, "body")], **w.bea.acts
            )
        with pytest.raises(Denied):
            actions.note_reading(log, [section(packet, "cover")], **w.cora.acts)
    assert not Entry.objects.filter(name="section:read").exists()


@pytest.fixture
def case(w):
    """A file of the centre, assigned to Ema; Bea and Boris hold the key."""
    to = [
        actions.to_institution(w.csw),
        actions.to_account(w.ema.account, basis=actions.ASSIGNED),
    ]
    return actions.create_box(
        "case",
        owner=w.csw.pk,
        sections={"name": world.text("Име"), "health": world.text("Здравље")},
        grants={"name": to, "health": to},
        by=w.bea.actor,
        reference="F-7K3M-Q2",
        keys=w.bea.keys,
    )


def test_the_one_it_is_assigned_to_needs_no_reason(w, case, section):
    assert actions.open_section(section(case, "health"), **w.ema.acts)["words"] == "Здравље"


def test_a_holder_opening_a_colleagues_work_gives_a_reason_and_the_others_hear(w, case, section):
    health = section(case, "health")
    with pytest.raises(ReasonNeeded):
        actions.open_section(health, **w.bea.acts)
    with pytest.raises(ValueError, match="listed codes"):
        actions.open_section(health, reason="она је рекла да", **w.bea.acts)
    assert actions.open_section(health, reason="absence", **w.bea.acts)["words"] == "Здравље"
    told = set(
        Notice.objects.filter(kind="opened_outside_team").values_list("account_id", flat=True)
    )
    assert told == {w.boris.account.pk, w.biljana.account.pk}
    assert Entry.objects.get(name="section:read").detail["reason"] == "absence"


def test_lists_need_no_reason(w, case, section):
    assert actions.open_section(section(case, "name"), **w.bea.acts)["words"] == "Име"


def rows(*boxes):
    return list(Section.objects.filter(box__in=boxes).select_related("box").order_by("id"))


def test_a_page_of_many_leaves_one_line_in_the_log(w, case, packet):
    found = actions.open_many(rows(case, packet), purpose="list", **w.bea.acts)
    assert sorted(one["words"] for one in found.values()) == ["Име", "Омот"]
    entry = Entry.objects.get(name="section:read_many")
    assert set(entry.detail["sections"]) == {str(pk) for pk in found}
    assert entry.detail["purpose"] == "list"


def test_with_a_reason_the_page_shows_colleagues_work_too(w, case):
    found = actions.open_many(rows(case), purpose="list", reason="danger", **w.bea.acts)
    assert len(found) == 2
    assert Notice.objects.filter(kind="opened_outside_team").count() == 2


def test_own_work_on_a_page_is_told_to_nobody(w, case):
    assert len(actions.open_many(rows(case), purpose="list", reason="danger", **w.ema.acts)) == 2
    assert not Notice.objects.exists()


def test_one_spoilt_row_hides_nothing_else_and_is_written_down(w, case, packet, section):
    cover = section(packet, "cover")
    Section.objects.filter(pk=cover.pk).update(sealed=b"\x01" + bytes(900))
    found = actions.open_many(rows(case, packet), purpose="list", **w.bea.acts)
    assert [one["words"] for one in found.values()] == ["Име"]
    assert Entry.objects.get(name="section:read_many").detail["unopenable"] == [str(cover.pk)]


def test_a_page_of_nothing_leaves_no_line(w, packet):
    assert actions.open_many(rows(packet), purpose="list", **w.cora.acts) == {}
    assert not Entry.objects.filter(name="section:read_many").exists()


def test_fifty_rows_take_one_seed_and_few_queries(w, django_assert_max_num_queries):
    grants = {"name": [actions.to_institution(w.csw)]}
    for _ in range(50):
        actions.create_box(
            "case", owner=w.csw.pk, sections={"name": world.text()}, grants=grants, **w.bea.acts
        )
    names = list(Section.objects.select_related("box"))
    who = w.bea.acts
    with django_assert_max_num_queries(14):
        assert len(actions.open_many(names, purpose="list", **who)) == 50


def test_buttons_follow_the_open_grants(w, packet, section):
    assert section(packet, "cover") in Section.objects.visible_to(w.bea.actor)
    assert section(packet, "body") not in Section.objects.visible_to(w.bea.actor)
    assert section(packet, "cover") not in Section.objects.visible_to(w.cora.actor)


def test_a_mandate_that_ended_gives_nothing(w, packet, section):
    w.bea.member.ends_on = w.bea.member.starts_on = "2026-01-02"
    w.bea.member.save()
    with pytest.raises(Denied):
        actions.open_section(section(packet, "cover"), **w.bea.acts)
