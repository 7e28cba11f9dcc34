"""After a suspected theft: the stolen seed opens nothing, and nobody's access is lost."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from spona import audit
from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.crypto import aead, keypairs, wrap
from spona.crypto.errors import Unopenable
from spona.notifications.models import Notice
from spona.vault import actions, jobs, queries, row_integrity, seeds
from spona.vault.models import HELD, OPEN, Grant, IntakeKey, IntakeWrap, PaperKey, Rekey, Section
from tests.vault import world
from tests.vault.test_holders import later, sealed_to
from tests.vault.test_pages import page


@pytest.fixture
def many(w, packet):
    """What the centre holds: notes by either way, a held packet, a counted record, one by name."""
    boxes = [
        actions.create_box(
            "counted", owner=w.csw.pk,
            sections={"name": world.text(str(n)), "notes": world.text("Белешка"),
                      "count": world.text("Број")},
            grants={"name": [actions.to_institution(w.csw)],
                    "notes": [actions.to_institution(w.csw), actions.to_account(w.ema.account)],
                    "count": [actions.to_institution(w.csw), actions.to_statistics(w.net.pk)]},
            by=w.bea.actor, keys=w.bea.keys if n % 2 else None,
        )
        for n in range(4)
    ]  # fmt: skip
    return [*boxes, packet]


def begin(w, who=None, *, paper_too=False):
    return actions.begin_rekey(w.csw, paper_too=paper_too, **(who or w.bea).acts)


def finish(w, who=None, at_most=500):
    steps = 1
    while actions.go_on(w.csw, **(who or w.bea).acts, at_most=at_most):
        steps += 1
    return steps


def theirs(w):
    """The centre's grants."""
    return Grant.objects.filter(to_kind="institution", to_id=w.csw.pk).select_related(
        "section__box"
    )


def opened_by(seed, grants):
    """The ids of what a stolen seed opens, tried with both keys that grow from it."""
    return {grant.pk for grant in grants.select_related("section__box") if opens(seed, grant)}


def opens(seed, grant):
    info, wrapped = grant.info(), bytes(grant.wrapped)
    if grant.state == HELD:
        wrapped = row_integrity.let_go(grant.pk, wrapped, info=info)
    symmetric, private = (
        keypairs.symmetric_key_from_seed(seed),
        keypairs.private_key_from_seed(seed),
    )
    with suppress(Unopenable):
        return bool(aead.open_sealed(symmetric, wrapped, aad=info))
    with suppress(Unopenable):
        return bool(wrap.unwrap(private, wrapped, info=info))
    return False


def everything_opens(w, person):
    for section in Section.objects.select_related("box"):
        grants = Grant.objects.filter(section=section, to_id=w.csw.pk, state=OPEN)
        if grants.exists():
            assert actions.open_section(section, **person.acts, reason="danger")


def closed(w, monkeypatch):
    later(monkeypatch, minutes=6)
    jobs.every_minute()


def test_the_stolen_seed_opens_nothing_of_the_database_as_it_is_now(w, many, monkeypatch):
    stolen = seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    before = opened_by(stolen, theirs(w))
    assert len(before) == theirs(w).count() == 14, "the thief has everything, until now"
    row = begin(w)
    assert (row.total, row.below, queries.current_key(w.csw).version) == (14, 2, 2)
    finish(w)
    assert opened_by(stolen, theirs(w)) == set()
    assert set(theirs(w).values_list("pk", flat=True)) == before, "same rows, other wraps"
    for person in (w.bea, w.boris, w.biljana):
        everything_opens(w, person)
    closed(w, monkeypatch)
    assert not IntakeWrap.objects.filter(key__institution=w.csw, key__version=1).exists()
    for person in (w.bea, w.boris, w.biljana):
        with pytest.raises(Unopenable):
            seeds.intake_seed(w.csw.pk, 1, person.keys)
        everything_opens(w, person)


def test_from_the_first_moment_everything_new_is_under_the_new_version(w, many):
    stolen = seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    begin(w)
    new = sealed_to(w, w.csw)
    assert opened_by(stolen, new.grants.all()) == set()
    assert actions.open_section(new, **w.biljana.acts)
    assert queries.left_below(w.csw.pk, 2).count() == 14, "the rest waits for its turn"
    everything_opens(w, w.boris)


def test_what_is_held_back_stays_held_and_is_released_as_before(w, many, packet, section):
    begin(w)
    finish(w)
    body = section(packet, "body")
    with pytest.raises(Denied):
        actions.open_section(body, **w.bea.acts)
    grant = body.grants.get(to_id=w.csw.pk)
    assert (grant.state, grant.basis, grant.to_version) == (HELD, "duty", 2)
    actions.release(packet, by=w.bea.actor, institution=w.csw.pk)
    assert actions.open_section(body, **w.bea.acts)["words"] == "Тело"


def test_everybody_else_s_grants_are_untouched(w, many):
    others = Grant.objects.exclude(to_id=w.csw.pk)
    kinds = set(others.values_list("to_kind", flat=True))
    assert kinds == {"institution", "member", "statistics"}
    before = list(others.order_by("pk").values_list("pk", "wrapped", "mac", "to_version"))
    begin(w)
    finish(w)
    assert list(others.order_by("pk").values_list("pk", "wrapped", "mac", "to_version")) == before
    name = Section.objects.named(many[0].pk, "notes").select_related("box").get()
    assert actions.open_section(name, **w.ema.acts)
    count = Section.objects.named(many[0].pk, "count").select_related("box").get()
    assert actions.open_section(count, **w.dora.acts)


def test_nothing_but_the_wrap_changes(w, many):
    said = ("pk", "section_id", "state", "basis", "until", "granted_by", "granted_at", "member_of")
    before = list(theirs(w).order_by("pk").values_list(*said))
    begin(w)
    finish(w)
    assert list(theirs(w).order_by("pk").values_list(*said)) == before
    assert set(theirs(w).values_list("way", "to_version")) == {("symmetric", 2)}


def test_it_goes_in_chunks_and_another_holder_goes_on(w, many):
    begin(w)
    assert actions.go_on(w.csw, **w.bea.acts, at_most=5) == 9
    assert actions.go_on(w.csw, **w.boris.acts, at_most=5) == 4
    assert finish(w, w.biljana, at_most=3) == 2
    assert actions.go_on(w.csw, **w.bea.acts) == 0, "pressing once more does nothing"
    assert queries.running_rekey(w.csw) is None


def test_each_step_is_in_the_log_without_content(w, many):
    begin(w)
    finish(w, at_most=5)
    lines = Entry.objects.filter(lane_id=w.csw.pk, name__startswith="intake_key:").order_by("seq")
    said = [(line.name, line.detail) for line in lines if line.seq > 1]
    assert [name for name, _detail in said][-4:] == [
        "intake_key:rekey_begun", "intake_key:rekeyed", "intake_key:rekeyed",
        "intake_key:rekey_done",
    ]  # fmt: skip
    details = [detail for _name, detail in said][-4:]
    assert details[0] == {"version": 2, "count": 14, "paper_ended": False}
    assert [one["moved"] for one in details[1:]] == [5, 5, 4]
    assert [one["left"] for one in details[1:]] == [9, 4, 0]
    assert Notice.objects.filter(account_id=w.boris.account.pk, kind="access").exists()


def test_two_at_once_get_a_clear_answer_and_one_new_version(w, many):
    begin(w)
    with pytest.raises(Conflict) as refusal:
        begin(w, w.boris)
    assert "Bea" in str(refusal.value.sentence)
    assert queries.current_key(w.csw).version == 2
    finish(w, w.boris)
    begin(w, w.boris)
    assert queries.current_key(w.csw).version == 3


def test_broken_off_in_the_middle_of_a_chunk_it_begins_where_the_chunk_began(w, many, monkeypatch):
    begin(w)
    actions.go_on(w.csw, **w.bea.acts, at_most=5)
    whole = Grant.save
    written = []

    def dies(self, *args, **more):
        if len(written) == 3:
            raise SystemExit
        written.append(self.pk)
        whole(self, *args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(Grant, "save", dies)
        with pytest.raises(SystemExit), transaction.atomic():
            actions.go_on(w.csw, **w.bea.acts, at_most=5)
    assert queries.left_below(w.csw.pk, 2).count() == 9
    everything_opens(w, w.boris)
    finish(w, w.boris)
    everything_opens(w, w.bea)


def test_what_was_being_sealed_to_the_old_version_meanwhile_is_not_lost(w, many, monkeypatch):
    """A request read the old key, and committed when everything was moved already."""
    old = IntakeKey.objects.get(institution=w.csw, version=1)
    begin(w)
    finish(w)
    late = sealed_to(w, w.csw)
    grant, seed = late.grants.get(), seeds.intake_seed(w.csw.pk, 2, w.bea.keys)
    key = wrap.unwrap(keypairs.private_key_from_seed(seed), bytes(grant.wrapped), info=grant.info())
    grant.to_version = 1
    grant.wrapped = wrap.wrap_to(bytes(old.public_key), key, info=grant.info())
    row_integrity.stamp(grant).save()
    closed(w, monkeypatch)
    assert IntakeWrap.objects.filter(key=old).exists(), "the old seed waits for it"
    assert queries.running_rekey(w.csw) is not None
    assert actions.open_section(late, **w.bea.acts)
    assert actions.go_on(w.csw, **w.boris.acts) == 0
    closed(w, monkeypatch)
    assert not IntakeWrap.objects.filter(key=old).exists()
    assert actions.open_section(late, **w.biljana.acts)


def test_the_old_seed_is_not_destroyed_before_everything_moved(w, many, monkeypatch):
    begin(w)
    actions.go_on(w.csw, **w.bea.acts, at_most=5)
    closed(w, monkeypatch)
    assert IntakeWrap.objects.filter(key__institution=w.csw, key__version=1).count() == 3
    everything_opens(w, w.boris)


def test_several_old_versions_move_and_close_together(w, many, monkeypatch):
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    sealed_to(w, w.csw)
    begin(w)
    assert queries.left_below(w.csw.pk, 3).count() == 15
    finish(w)
    closed(w, monkeypatch)
    held = IntakeWrap.objects.filter(key__institution=w.csw)
    assert set(held.values_list("key__version", flat=True)) == {3}
    everything_opens(w, w.biljana)


def test_what_another_holder_alone_can_move_is_said(w, many):
    actions.remove_holder(w.csw, w.boris.account, by=w.biljana.actor)
    IntakeWrap.objects.filter(account=w.bea.account, key__version=1).delete()
    begin(w)
    with pytest.raises(Denied) as refusal:
        actions.go_on(w.csw, **w.bea.acts)
    assert "Ask another holder" in str(refusal.value.sentence)
    finish(w, w.biljana)
    everything_opens(w, w.bea)


def test_an_altered_grant_opens_for_nobody_is_counted_and_holds_up_nothing(w, many, monkeypatch):
    spoilt = theirs(w).filter(state=OPEN).first()
    theirs(w).filter(pk=spoilt.pk).update(basis="forged")
    begin(w)
    finish(w, at_most=4)
    done = Entry.objects.get(lane_id=w.csw.pk, name="intake_key:rekey_done")
    assert done.detail["unopenable"] == 1
    assert Grant.objects.get(pk=spoilt.pk).to_version == 1
    closed(w, monkeypatch)
    assert not IntakeWrap.objects.filter(key__institution=w.csw, key__version=1).exists()


def test_a_holder_who_still_waits_goes_on_waiting(w, many, monkeypatch):
    nina = world.somebody("nina", w.csw, "intake_holder")
    actions.add_holder(w.csw, nina.account, **w.bea.acts)
    begin(w)
    with pytest.raises(Denied):
        actions.go_on(w.csw, **nina.acts)
    finish(w)
    new = sealed_to(w, w.csw)
    with pytest.raises(Unopenable):
        actions.open_section(new, **nina.acts)
    later(monkeypatch, hours=25)
    jobs.every_minute()
    everything_opens(w, nina)


def test_a_paper_that_was_seen_opens_nothing_any_more(w, many, monkeypatch):
    text = actions.new_paper_key(w.csw, **w.bea.acts)
    private = queries.paper_private(w.csw.pk, text)
    begin(w, paper_too=True)
    finish(w)
    assert queries.paper_key(w.csw) is None
    closed(w, monkeypatch)
    for key in IntakeKey.objects.filter(institution=w.csw):
        with pytest.raises(Unopenable):
            seeds.seed_from_paper(key, private)
    with pytest.raises(Denied):
        actions.use_paper_key(w.csw, text, w.boris.account, by=w.boris.actor)
    fresh = actions.new_paper_key(w.csw, **w.bea.acts)
    actions.use_paper_key(w.csw, fresh, w.boris.account, by=w.boris.actor)
    everything_opens(w, w.boris)
    assert PaperKey.objects.filter(institution=w.csw, ended_at=None).count() == 1


def test_a_paper_that_nobody_saw_opens_the_new_version_too(w, many, monkeypatch):
    text = actions.new_paper_key(w.csw, **w.bea.acts)
    begin(w)
    finish(w)
    closed(w, monkeypatch)
    actions.use_paper_key(w.csw, text, w.boris.account, by=w.boris.actor)
    everything_opens(w, w.boris)


def test_what_is_written_afterwards_is_closed_to_seed_and_old_copy_together(w, many):
    """The thief has the seed and yesterday's database: with both, the keys of all sections."""
    stolen = seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    notes = Section.objects.named(many[0].pk, "notes").select_related("box").get()
    grant = notes.grants.get(to_id=w.csw.pk)
    secret = wrap.unwrap(
        keypairs.private_key_from_seed(stolen), bytes(grant.wrapped), info=grant.info()
    )
    begin(w)
    finish(w)
    saved = actions.save_section(
        notes, world.text("Ново"), revision=1, by=w.bea.actor, keys=w.bea.keys
    )
    with pytest.raises(Unopenable):
        aead.open_sealed(secret, bytes(saved.sealed), aad=saved.aad())
    for person in (w.boris, w.ema):
        assert actions.open_section(saved, **person.acts, reason="danger")["words"] == "Ново"
    again = actions.save_section(
        saved, world.text("Још"), revision=2, by=w.bea.actor, keys=w.bea.keys
    )
    assert again.version == saved.version, "once is enough"


def test_only_an_active_holder_of_the_institution_does_it(w, many):
    for person in (w.ana, w.ema, w.cora, w.dora):
        with pytest.raises(Denied):
            begin(w, person)
    begin(w)
    for person in (w.ana, w.ema, w.cora):
        with pytest.raises(Denied):
            actions.go_on(w.csw, **person.acts)
    with pytest.raises(ValueError, match="somebody else"):
        actions.go_on(w.csw, by=w.bea.actor, keys=w.boris.keys)
    assert queries.left_below(w.csw.pk, 2).count() == 14


def test_a_row_that_says_it_is_done_is_not_believed(w, many, monkeypatch):
    begin(w)
    Rekey.objects.update(done_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Unopenable):
        actions.close_old_versions(by=world.HOUSEKEEPING)
    assert IntakeWrap.objects.filter(key__institution=w.csw, key__version=1).count() == 3


def test_where_nothing_hangs_on_the_old_version_one_step_is_enough(w):
    begin(w)
    assert actions.go_on(w.csw, **w.bea.acts) == 0
    assert actions.go_on(w.csw, **w.bea.acts) == 0


def test_a_chunk_is_one_transaction_also_inside_another(w, many):
    begin(w)
    with audit.transaction():
        actions.go_on(w.csw, **w.bea.acts, at_most=5)
    assert queries.left_below(w.csw.pk, 2).count() == 9


# The page


def test_the_page_goes_all_the_way_without_a_script(w, many, go):
    assert reverse("vault:theft") in page(go(w.bea))
    shown = page(go(w.bea, "theft"))
    assert "progress" not in shown
    answer = go(w.bea, "begin_theft", post={})
    assert answer.url == reverse("vault:theft") + "?on=1"
    shown = page(go(w.boris, "theft"))
    assert re.search(r'<progress[^>]* max="14" value="0"', shown)
    assert "data-go-on" not in shown, "whoever only looks presses nothing"
    assert "not finished" in page(go(w.boris))
    assert go(w.boris, "go_on", post={}).url == reverse("vault:theft")
    assert "is-done" in page(go(w.bea, "theft"))
    assert "not finished" not in page(go(w.bea))


def test_the_page_says_who_began(w, many, go):
    go(w.bea, "begin_theft", post={})
    shown = page(go(w.boris, "begin_theft", post={}))
    assert "Bea" in shown
    assert 'role="alert"' in shown


def test_beginning_asks_for_the_second_factor_and_going_on_does_not(w, many, go, monkeypatch):
    stale = replace(w.bea.actor, stepped_up_at=None)
    monkeypatch.setattr(type(w.bea), "actor", property(lambda _: stale))
    assert go(w.bea, "begin_theft", post={}).status_code == 403
    assert not Rekey.objects.exists()
    actions.begin_rekey(w.csw, paper_too=False, by=stale, keys=w.bea.keys)
    assert go(w.bea, "go_on", post={}).status_code == 302


def test_who_holds_no_key_has_no_such_page(w, go):
    for name, post in (("theft", None), ("begin_theft", {}), ("go_on", {})):
        assert go(w.ema, name, post=post).status_code == 403
    pera = world.somebody("pera", w.police, "intake_holder")
    shown = page(go(pera, "theft"))
    assert "<form" not in shown[shown.index("<main") :]
    assert 'role="alert"' in page(go(pera, "begin_theft", post={}))


def test_a_chosen_box_ends_the_paper_key(w, go):
    actions.new_paper_key(w.csw, **w.bea.acts)
    assert 'name="paper"' in page(go(w.bea, "theft"))
    go(w.bea, "begin_theft", post={"paper": "on"})
    assert queries.paper_key(w.csw) is None
