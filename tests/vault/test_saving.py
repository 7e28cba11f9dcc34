"""Saving names the revision that was read."""

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.crypto import keypairs, wrap
from spona.crypto.documents import open_document
from spona.crypto.errors import Unopenable
from spona.vault import actions, schemas, seeds
from spona.vault.models import Section
from spona.vault.refusals import TextConflict
from tests.vault import world


@pytest.fixture
def case(w):
    to = [actions.to_institution(w.csw), actions.to_account(w.ema.account, basis="assigned")]
    return actions.create_box(
        "counted",
        owner=w.csw.pk,
        sections={"plan": world.text("Први"), "count": world.text()},
        grants={"plan": to, "count": [*to, actions.to_statistics(w.net.pk)]},
        **w.bea.acts,
    )


def test_a_saved_text_is_what_everybody_reads_next(w, case, section):
    plan = section(case, "plan")
    saved = actions.save_section(plan, world.text("Други"), revision=1, **w.ema.acts)
    assert saved.revision == 2
    assert actions.open_section(section(case, "plan"), **w.ema.acts)["words"] == "Други"
    assert Entry.objects.get(name="section:saved").detail == {"revision": 2}


def test_an_older_revision_gets_both_texts_and_changes_nothing(w, case, section):
    plan = section(case, "plan")
    actions.save_section(plan, world.text("Емин"), revision=1, **w.ema.acts)
    with pytest.raises(TextConflict) as conflict:
        actions.save_section(plan, world.text("Мој"), revision=1, **w.ema.acts)
    assert conflict.value.mine["words"] == "Мој"
    assert conflict.value.theirs["words"] == "Емин"
    assert conflict.value.revision == 2
    # Their text was read, so it is written down.
    assert Entry.objects.filter(name="section:read").count() == 1
    assert section(case, "plan").revision == 2


def test_a_holder_who_needs_a_reason_gets_no_text_of_others_by_saving(w, case, section):
    plan = section(case, "plan")
    actions.save_section(plan, world.text("Емин"), revision=1, **w.ema.acts)
    with pytest.raises(TextConflict) as conflict:
        actions.save_section(plan, world.text("Мој"), revision=1, **w.bea.acts)
    assert conflict.value.theirs is None


def test_who_may_not_read_may_not_save(w, case, section):
    colleague = world.somebody("eva", w.csw, "case_worker")
    with pytest.raises(Denied):
        actions.save_section(section(case, "plan"), world.text(), revision=1, **colleague.acts)
    with pytest.raises(Denied):
        actions.save_section(section(case, "plan"), world.text(), revision=1, **w.ana.acts)


def test_what_was_sent_is_never_changed(w, packet, section):
    with pytest.raises(Denied):
        actions.save_section(section(packet, "body"), world.text(), revision=1, **w.ana.acts)


def test_a_leaver_who_kept_the_old_seed_reads_nothing_that_is_saved_later(w, case, section):
    """New material is under a new version, also when it is a new text of an old section."""
    kept = seeds.intake_seed(w.csw.pk, 1, w.boris.keys)
    plan = section(case, "plan")
    old = plan.grants.get(to_kind="institution")
    secret = kept_secret(kept, old)
    assert open_document(secret, bytes(plan.sealed), aad=plan.aad())["words"] == "Први"
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)
    saved = actions.save_section(plan, world.text("После"), revision=1, **w.ema.acts)
    assert (saved.version, saved.revision) == (2, 2)
    with pytest.raises(Unopenable):
        open_document(secret, bytes(saved.sealed), aad=saved.aad())
    with pytest.raises(Unopenable):
        kept_secret(kept, saved.grants.get(to_kind="institution"))
    for able in (w.ema, w.biljana):
        reason = {} if able is w.ema else {"reason": "absence"}
        text = actions.open_section(section(case, "plan"), **able.acts, **reason)
        assert text["words"] == "После"


def kept_secret(seed, grant):
    from spona.crypto import aead

    info, wrapped = grant.info(), bytes(grant.wrapped)
    if grant.way == "symmetric":
        return aead.open_sealed(keypairs.symmetric_key_from_seed(seed), wrapped, aad=info)
    return wrap.unwrap(keypairs.private_key_from_seed(seed), wrapped, info=info)


def test_a_new_key_reaches_the_statistics_key_and_drops_who_cannot_open(
    w, case, section, monkeypatch
):
    from datetime import timedelta

    from django.utils import timezone

    count = section(case, "count")
    guest = actions.to_account(w.ana.account, until=timezone.now() + timedelta(hours=1))
    actions.grant(count, guest, **w.bea.acts)
    actions.grant(count, actions.to_account(w.alen.account), **w.bea.acts)
    dragan = world.analyst(world.somebody("dragan", w.police), w.net)
    actions.add_analyst(w.net, dragan.account, **w.dora.acts)
    actions.remove_analyst(w.net, w.dora.account, by=world.DEMO)
    w.alen.account.disabled_at = timezone.now()
    w.alen.account.save()
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    actions.save_section(count, world.text("Број"), revision=1, **w.ema.acts)
    assert actions.open_section(section(case, "count"), **dragan.acts)["words"] == "Број"
    with pytest.raises(Denied):
        actions.open_section(section(case, "count"), **w.ana.acts)
    assert {one.to_kind for one in section(case, "count").grants.all()} == {
        "institution",
        "member",
        "statistics",
    }
    assert section(case, "count").grants.filter(to_kind="member").count() == 1


def test_old_shapes_are_read_for_ever(w, section, monkeypatch):
    monkeypatch.setattr(schemas, "_UPGRADES", {})

    @schemas.upgrades("observation", "notes", schema=1)
    def two(document):
        return {"schema": 2, "text": document["words"]}

    @schemas.upgrades("observation", "notes", schema=2)
    def three(document):
        return document | {"schema": 3, "language": "sr"}

    box = actions.create_box(
        "observation",
        owner=w.csw.pk,
        sections={"notes": world.text("Старо")},
        grants={"notes": [actions.to_institution(w.csw)]},
        by=w.bea.actor,
    )
    read = actions.open_section(section(box, "notes"), **w.bea.acts)
    assert read == {"schema": 3, "text": "Старо", "language": "sr"}
    with pytest.raises(ValueError, match="reader already"):
        schemas.upgrades("observation", "notes", schema=1)(two)

    @schemas.upgrades("observation", "notes", schema=3)
    def far(document):
        return document | {"schema": 9}

    with pytest.raises(ValueError, match="one step"):
        schemas.read("observation", "notes", {"schema": 3})


def test_files_of_a_saved_text_belong_to_its_box(w, case, section):
    stored = actions.seal_upload([b"picture"], name="a.jpg", content_type="image/jpeg")
    text = world.text() | {"files": [stored.as_document()]}
    actions.save_section(section(case, "plan"), text, revision=1, stored=[stored], **w.ema.acts)
    assert case.files.get().stored_name == stored.stored_name
    assert Section.objects.filter(box=case).count() == 2
