"""Exclusion × keys given × opened in need × handed over × holders who come and go, in any order:
each holder who is not excluded opens the whole file, whoever is excluded opens nothing of it, and
no notice and no line of the log claims what did not happen.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.audit.models import Entry
from spona.cases.case.sections import SECTIONS
from spona.cases.casefile.actions import exclude, hand_over_work, take_out
from spona.cases.team.actions import assign_file, break_glass
from spona.notifications.models import Notice
from spona.vault.actions import add_holder, open_section, save_section
from spona.vault.models import Grant, Section
from spona.vault.queries import active_holders
from tests.cases.moving import file_of
from tests.cases.world import _somebody

HOLDERS = ("bea", "boris", "brana")
ALL = (*HOLDERS, "vera", "vlada")
PARTS = (["health"], ["health", "plan"], list(SECTIONS))
# What an action says when it did something, in the log and to people.
CLAIMS = {
    "case:assigned", "case:unassigned", "case:opened_in_need", "case:locked_out",
    "work:handed_over", "mark:locked_out",
}  # fmt: skip

someone, holder = st.sampled_from(ALL), st.sampled_from(HOLDERS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("exclude"), holder, someone),
        st.tuples(st.just("give"), holder, someone, st.sampled_from(PARTS)),
        st.tuples(st.just("take_out"), holder, someone),
        st.tuples(st.just("need"), holder),
        st.tuples(st.just("hand_over"), holder, someone, someone),
        st.tuples(st.just("save"), someone),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def case(world):
    for name, role in (("vlada", "case_worker"), ("brana", "intake_holder")):
        world.people[name] = _somebody(name, world.csw, role)
    add_holder(world.csw, world.brana.account, hold_hours=0, **world.bea.can)
    # One key each for the whole test: opening it again for every step is slow by design.
    for one in ALL:
        who = world.people[one]
        world.__dict__.setdefault("can", {})[one] = who.can
    return file_of(world)


def grants_of(case):
    rows = Grant.objects.filter(section__box=case.box_id)
    return set(rows.values_list("pk", "section__version"))


def told():
    return set(Notice.objects.values_list("pk", flat=True)), set(
        Entry.objects.filter(name__in=CLAIMS).values_list("pk", flat=True)
    )


def do(world, case, step):
    can, (what, by, *rest) = world.can, step
    member = {name: world.people[name].member for name in ALL}
    if what == "exclude":
        exclude(case, member=member[rest[0]], **can[by])
    elif what == "give":
        assign_file(case, member=member[rest[0]], sections=rest[1], **can[by])
    elif what == "take_out":
        take_out(case, member=member[rest[0]], by=can[by]["by"])
    elif what == "need":
        break_glass(case, reason="absence", **can[by])
    elif what == "hand_over":
        hand_over_work(member[rest[0]], to=member[rest[1]], **can[by])
    else:
        section = Section.objects.named(case.box_id, "health").select_related("box").get()
        document = {"schema": 1, "text": "После."}
        save_section(section, document, revision=section.revision, **can[by])


def opens_all(world, case, name):
    opened, rows = set(), list(case.box.sections.select_related("box"))
    for section in rows:
        try:
            open_section(section, reason="absence", **world.can[name])
        except Denied:
            continue
        opened.add(section.name)
    return opened == {one.name for one in rows}, opened


@pytest.mark.slow("walks many random ways")
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(steps=[("give", "bea", "bea", ["health"]), ("need", "bea")])
@given(steps=steps)
def test_keys_and_claims_agree_whatever_is_done(world, case, steps):
    with transaction.atomic():
        _check(world, case, steps)
        transaction.set_rollback(True)


def _check(world, case, steps):
    excluded = set()
    for step in steps:
        before, (notices, lines) = grants_of(case), told()
        try:
            # Whoever was excluded has no page of the file from which they could do anything.
            if step[1] in excluded:
                continue
            do(world, case, step)
        except (Denied, Conflict):
            assert grants_of(case) == before
            assert told() == (notices, lines)
            continue
        if step[0] == "exclude":
            excluded.add(step[2])
        after, (now_notices, now_lines) = grants_of(case), told()
        if after == before and step[0] != "exclude":
            assert (now_notices, now_lines) == (notices, lines), step
        if step[0] == "need":
            # What somebody was assigned before, also by themselves, needs no second key.
            keys = Grant.objects.filter(
                section__box=case.box_id,
                to_id=world.people[step[1]].account.pk,
                basis__in=("glass", "assigned"),
            )
            opens = set(keys.values_list("section_id", flat=True))
            assert opens == set(case.box.sections.values_list("pk", flat=True))
            # It really opens without a further reason.
            for section in Section.objects.filter(box=case.box_id).select_related("box"):
                assert open_section(section, **world.can[step[1]])
        new = Notice.objects.filter(pk__in=now_notices - notices)
        out = {world.people[one].account.pk for one in excluded}
        assert not set(new.values_list("account_id", flat=True)) & out
    able = {one.pk for one in active_holders(world.csw.pk)}
    for name in ALL:
        whole, opened = opens_all(world, case, name)
        if name in excluded:
            assert opened == set(), (name, steps)
        elif world.people[name].account.pk in able:
            assert whole, (name, opened, steps)


# The same, as three stories that broke ----------------------------------------------------


@pytest.fixture
def excluded(world, case):
    exclude(case, member=world.boris.member, **world.bea.can)
    assert mark(PERSON, world.boris.member.person_id)
    return case


def test_break_glass_opens_where_somebody_is_excluded_and_closes_after_three_hours(
    world, excluded, monkeypatch
):
    import datetime as dt

    from django.utils import timezone

    from spona.vault.actions import destroy_ended
    from spona.vault.refusals import ReasonNeeded
    from tests.cases.world import OPERATOR

    assign_file(excluded, member=world.vera.member, sections=list(SECTIONS), **world.bea.can)
    health = Section.objects.named(excluded.box_id, "health").select_related("box").get()
    with pytest.raises(ReasonNeeded):
        open_section(health, **world.brana.can)
    break_glass(excluded, reason="danger", **world.brana.can)
    assert open_section(health, **world.brana.can)
    later = timezone.now() + dt.timedelta(hours=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    destroy_ended(by=OPERATOR)
    with pytest.raises(ReasonNeeded):
        open_section(health, **world.brana.can)
    assert open_section(health, reason="danger", **world.brana.can)


def test_a_second_reason_changes_no_key_and_tells_nobody_again(world, excluded):
    assign_file(excluded, member=world.vera.member, sections=["health"], **world.bea.can)
    break_glass(excluded, reason="danger", **world.brana.can)
    before = told()
    with pytest.raises(Conflict, match="Nothing was changed"):
        break_glass(excluded, reason="danger", **world.brana.can)
    assert told() == before


def test_giving_keys_to_a_holder_where_somebody_is_excluded_gives_them(world, excluded):
    """Brana holds it by name; the work becomes hers, and taking her out leaves her the office."""
    health = Section.objects.named(excluded.box_id, "health").select_related("box").get()
    assert assign_file(excluded, member=world.brana.member, sections=["health"], **world.bea.can)
    assert open_section(health, **world.brana.can)
    take_out(excluded, member=world.brana.member, by=world.bea.actor)
    assert opens_all(world, excluded, "brana")[0]


@pytest.mark.parametrize(
    ("where", "data", "says"),
    [
        ("assign", {"sections": ["health"]}, "has the keys of exactly these parts"),
        ("unassign", {}, "no key of this file to work by"),
        ("exclude", {}, "is locked out already"),
    ],
)
def test_the_page_says_where_nothing_was_changed(world, excluded, where, data, says):
    from spona.identity.models import Account

    Account.objects.update(language="en")
    bea, path = world.bea.sign_in(), f"/cases/{excluded.reference}/team/{where}/"
    who = world.boris if where == "exclude" else world.vera
    body = {"member": str(who.member.pk), **data}
    if where == "unassign":
        # On a page that is still open while a colleague takes them out.
        assign_file(excluded, member=who.member, sections=["health"], **world.bea.can)
        assert bea.post(path, body).status_code == 302
    elif where == "assign":
        assert bea.post(path, body).status_code == 302
    before = told()
    page = bea.post(path, body).content.decode()
    if where != "unassign":
        assert says in page
    assert told() == before


def test_nothing_handed_over_says_so(world, excluded):
    from spona.identity.models import Account

    Account.objects.update(language="en")
    before = told()
    data = {"leaver": str(world.bea.member.pk), "to": str(world.vera.member.pk)}
    page = world.bea.sign_in().post("/cases/hand-over/", data).content.decode()
    assert "Nothing was handed over" in page
    assert told() == before
    assert opens_all(world, excluded, "bea")[0]


def test_a_second_exclusion_gives_nothing_to_the_first_one(world, excluded):
    exclude(excluded, member=world.brana.member, **world.bea.can)
    for name in ("boris", "brana"):
        assert opens_all(world, excluded, name)[1] == set()
    assert opens_all(world, excluded, "bea")[0]
