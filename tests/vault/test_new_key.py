"""After any grant ended the next text is under a new key: what was kept opens nothing of it."""

import ast
import datetime as dt

import pytest
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import endings_copies
from spona.audit.models import Ending
from spona.cli.restore.endings import Source, replay
from spona.crypto import aead
from spona.crypto.documents import open_document
from spona.crypto.errors import Unopenable
from spona.identity.actions import disable
from spona.vault import actions, row_integrity
from spona.vault.key_resolution import Opener, grants_for
from spona.vault.models import HOLDER, Grant, Section
from tests.architecture.code import modules
from tests.vault import world


@pytest.fixture
def case(w):
    """Bea, Boris and Biljana hold it, Ema works on it, the statistics key and a code open it."""
    to = [
        actions.to_institution(w.csw),
        actions.to_account(w.ema.account, basis="assigned"),
        actions.to_institution(w.shelter, held=True, basis="later"),
    ]
    return actions.create_box(
        "counted",
        owner=w.csw.pk,
        sections={"plan": world.text("Први"), "count": world.text("1")},
        grants={"plan": to, "count": [*to, actions.to_statistics(w.net.pk)]},
        **w.bea.acts,
    )


def kept_key(section, somebody):
    """The raw key, as a program of theirs could keep it while they may read."""
    secret, _way = Opener(somebody.actor, somebody.keys).section_key(
        section, grants_for(somebody.actor, [section])[section.pk]
    )
    return secret


def opened_with(secret, ident):
    """What the whole database gives to whoever has this key: texts and wraps, at any place."""
    section = Section.objects.select_related("box").get(pk=ident)
    places = [section.aad(), *(one.info() for one in section.grants.select_related("section__box"))]
    bodies = [bytes(section.sealed), *(bytes(one.wrapped) for one in section.grants.all())]
    found = []
    for aad in places:
        for body in bodies:
            for how in (open_document, aead.open_sealed):
                try:
                    found.append(how(secret, body, aad=aad))
                except (Unopenable, ValueError):
                    continue
    return found


def save(section, somebody, words="После"):
    section.refresh_from_db()
    return actions.save_section(
        section, world.text(words), revision=section.revision, **somebody.acts
    )


def test_a_removed_member_who_kept_the_key_opens_nothing_that_is_written_later(w, case, section):
    plan = section(case, "plan")
    secret = kept_key(plan, w.ema)
    assert opened_with(secret, plan.pk)[0]["words"] == "Први"
    actions.destroy(plan.grants.get(to_id=w.ema.account.pk), by=w.bea.actor)
    saved = save(plan, w.bea)
    assert opened_with(secret, plan.pk) == []
    assert (saved.version, saved.revision, saved.rotate_due) == (2, 2, False)
    # Once is enough: the next text stays under that key until somebody else goes.
    assert save(plan, w.boris).version == 2


def test_everybody_else_reads_on_and_what_is_held_stays_held(w, case, section):
    count = section(case, "count")
    new = actions.draw_code(by=w.bea.actor)
    actions.grant(count, actions.to_code(new.code), **w.bea.acts)
    actions.destroy(count.grants.get(to_id=w.ema.account.pk), by=w.bea.actor)
    save(count, w.boris)
    for reader in (w.bea, w.boris, w.biljana, w.dora):
        assert actions.open_section(section(case, "count"), **reader.acts)["words"] == "После"
    (by_code,) = actions.open_with_code(new.text, by=world.HOUSEKEEPING)
    assert by_code.documents["count"]["words"] == "После"
    with pytest.raises(Denied):
        actions.open_section(section(case, "count"), **w.cora.acts)
    assert actions.release(case, by=w.bea.actor, institution=w.shelter.pk) == 2
    assert actions.open_section(section(case, "count"), **w.cora.acts)["words"] == "После"


def destroyed(w, plan, case):
    actions.destroy(plan.grants.get(to_id=w.ema.account.pk), by=w.bea.actor)


def all_of_an_institution(w, plan, case):
    actions.destroy(case, by=w.bea.actor, institution=w.shelter.pk)


def past_its_end(w, plan, case):
    """The row is still there: the job has not come yet."""
    soon = timezone.now() + dt.timedelta(hours=1)
    actions.grant(plan, actions.to_account(w.ema.account, until=soon), **w.bea.acts)
    save(plan, w.bea)
    later = timezone.now() + dt.timedelta(hours=2)
    w.patch.setattr(timezone, "now", lambda: later)


def ended_by_the_job(w, plan, case):
    past_its_end(w, plan, case)
    assert actions.destroy_ended(by=world.HOUSEKEEPING) == 1


def replaced(w, plan, case):
    actions.grant(plan, actions.to_account(w.ema.account, basis="other"), **w.bea.acts)


def code_ended(w, plan, case):
    new = actions.draw_code(by=w.bea.actor)
    actions.grant(plan, actions.to_code(new.code), **w.bea.acts)
    actions.end_code(new.code, by=world.HOUSEKEEPING)


def account_closed(w, plan, case):
    disable(w.ema.account, by=Actor.system("operator"))


def mandate_ended(w, plan, case):
    w.ema.member.ends_on = timezone.localdate()
    w.ema.member.save()


def holder_left(w, plan, case):
    actions.remove_holder(w.csw, w.boris.account, by=w.bea.actor)


def holder_by_name_left(w, plan, case):
    """Boris is excluded; Bea and Biljana hold it by name, and Biljana goes."""
    for one in (w.bea, w.biljana):
        actions.grant(plan, actions.to_account(one.account, basis=HOLDER), **w.bea.acts)
    actions.destroy(plan.grants.get(to_id=w.csw.pk), by=w.bea.actor)
    save(plan, w.bea)
    actions.remove_holder(w.csw, w.biljana.account, by=w.bea.actor)
    with pytest.raises(Denied):
        actions.open_section(plan, **w.biljana.acts)


def test_what_a_restore_destroys_again_makes_a_new_key_due(w, case, section):
    """The backup has the row and knows of no end; here all three are put back as they were."""
    plan = section(case, "plan")
    before = section(case, "plan")
    row = plan.grants.get(to_id=w.ema.account.pk)
    known = list(Ending.objects.values_list("pk", flat=True))
    made_at = timezone.now()
    actions.destroy(row, by=w.bea.actor)
    endings_copies.flush()
    Grant.objects.bulk_create([row])
    Section.objects.filter(pk=plan.pk).update(rotate_due=False, mac=before.mac)
    Ending.objects.exclude(pk__in=known).delete()
    again = replay(
        [Source(endings_copies.data_copy().path)], made_at=made_at, stopped=timezone.now()
    )
    assert (again.again, again.unknown) == (1, None)
    assert not Grant.objects.filter(pk=row.pk).exists()
    assert Section.objects.get(pk=plan.pk).rotate_due


@pytest.mark.parametrize(
    "ends",
    [
        destroyed, all_of_an_institution, past_its_end, ended_by_the_job, replaced, code_ended,
        account_closed, mandate_ended, holder_left, holder_by_name_left,
    ],
)  # fmt: skip
def test_however_a_grant_ended_the_next_text_is_under_a_new_key(
    w, case, section, ends, monkeypatch
):
    w.patch = monkeypatch
    plan = section(case, "plan")
    ends(w, plan, case)
    plan.refresh_from_db()
    secret = kept_key(plan, w.bea)
    before = plan.version
    saved = save(plan, w.bea)
    assert saved.version == before + 1
    assert opened_with(secret, plan.pk) == []
    assert actions.open_section(section(case, "plan"), reason="absence", **w.bea.acts)


def test_whoever_left_gets_no_wrap_of_the_new_key(w, case, section):
    plan = section(case, "plan")
    mandate_ended(w, plan, case)
    save(plan, w.bea)
    assert not Grant.objects.filter(section=plan, to_id=w.ema.account.pk).exists()


def test_nobody_loses_a_key_by_a_row_that_spona_did_not_write(w, case, section):
    """A writer of the database ends Ema's mandate: her wrap goes on, by the new key or the old."""
    plan = section(case, "plan")
    type(w.ema.member).objects.filter(pk=w.ema.member.pk).update(ends_on=timezone.localdate())
    destroyed_other = plan.grants.get(to_id=w.shelter.pk)
    actions.destroy(destroyed_other, by=w.bea.actor)
    assert save(plan, w.bea).version == 2
    assert Grant.objects.filter(section=plan, to_id=w.ema.account.pk).exists()


def test_a_writer_of_the_database_cannot_take_the_mark_away(w, case, section):
    plan = section(case, "plan")
    destroyed(w, plan, case)
    Section.objects.filter(pk=plan.pk).update(rotate_due=False)
    with pytest.raises(Unopenable):
        save(plan, w.bea)


def test_a_text_that_was_altered_is_not_signed_anew_when_a_grant_ends(w, case, section):
    plan = section(case, "plan")
    Section.objects.filter(pk=plan.pk).update(sealed=b"\x01" + bytes(200))
    destroyed(w, plan, case)
    assert not row_integrity.is_whole(Section.objects.get(pk=plan.pk))


def test_what_ends_nothing_makes_no_new_key(w, case, section):
    plan = section(case, "plan")
    actions.grant(plan, actions.to_account(w.ana.account, member_of=w.school.pk), **w.bea.acts)
    actions.release(case, by=w.bea.actor, institution=w.shelter.pk)
    assert save(plan, w.bea).version == 1


# The one place ---------------------------------------------------------------------------

# Where rows are deleted that are grants or take grants along, and why nothing is kept by it.
ONLY = {
    "vault/actions/ending.py": "the one place",
    "vault/actions/boxes.py": "the texts themselves are erased with their grants",
}


def deletions(tree):
    """(line, what) of each deletion of grants, sections or boxes in one module: by the name of
    the table, by a related name, or by a variable that such a query was put into.
    """
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        tainted = {"Grant", "Section", "Box", "grants", "sections", "box", "grant", "section"}
        for _round in range(3):
            for node in ast.walk(scope):
                if (
                    isinstance(node, ast.Assign | ast.AnnAssign | ast.For)
                    and names(node.iter if isinstance(node, ast.For) else node.value) & tainted
                ):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    tainted |= {one.id for one in targets if isinstance(one, ast.Name)}
        for node in ast.walk(scope):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("delete", "_raw_delete", "adelete")
                and names(node.func.value) & tainted
            ):
                yield node.lineno, ast.unparse(node.func.value)


def names(node):
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} if node else set()
    return found | {
        one.attr for one in ast.walk(node or ast.Pass()) if isinstance(one, ast.Attribute)
    }


def of_the_vault(tree):
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spona.vault.models")
        for node in ast.walk(tree)
    )


def test_no_grant_is_deleted_past_the_one_function():
    found = [
        f"{name}:{line} {what}"
        for name, tree in modules().items()
        if of_the_vault(tree) and name not in ONLY
        for line, what in deletions(tree)
    ]
    assert [one for one in found if "Wrap.objects" not in one] == []
    assert {name for name in ONLY if list(deletions(modules()[name]))} == set(ONLY)


def test_no_statement_written_by_hand_touches_the_table():
    table = Grant._meta.db_table
    found = [
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and table in node.value
    ]
    assert found == []


@pytest.mark.parametrize(
    "sample",
    [
        "def f(x):\n    Grant.objects.filter(pk=x).delete()",
        "def f(x):\n    x.grants.all().delete()",
        "def f(x):\n    rows = Grant.objects.all()\n    rows.filter(a=1).delete()",
        "def f(x):\n    for one in x.grants.all():\n        one.delete()",
    ],
)
def test_the_search_finds_what_it_looks_for(sample):
    assert list(deletions(ast.parse(sample)))
