"""The data-protection officer of the centre at every address: what is theirs, and nothing that is sealed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from spona.directory.actions import add_member, add_person
from spona.identity import sessions
from tests.harness.asking import asks, in_a_word, respond
from tests.harness.world import OPERATOR, somebody_without_membership

pytestmark = [pytest.mark.django_db, pytest.mark.slow("walks every address")]

OWN_ACCOUNT = ("identity:", "notifications:")
# What a GET and a POST answer, beside the own account. All else that takes a login is 403, 404 or 405.
THEIRS = {
    "dashboard:desk": ("->", "405"),
    "dashboard:oversight": ("200", "405"),
    "dashboard:oversight_ended": ("200", "405"),
    "dashboard:oversight_log": ("200", "405"),
    "dashboard:search": ("405", "200"),
    "directory:own_contact": ("200", "200"),
    # Empty for whoever is invited to none.
    "meetings:meetings": ("200", "405"),
    "meetings:find": ("405", "200"),
    "meetings:my_calendar": ("200", "405"),
}


def officer(world):
    made = somebody_without_membership("olga.csr")
    person = add_person(
        "Олга Измишљена", institution=world.csw, by=OPERATOR, account=made.account, example=True
    )
    made.member = add_member(
        person,
        institution=world.csw,
        by=OPERATOR,
        roles=("institution_data_protection_officer",),
        starts_on=timezone.localdate() - dt.timedelta(days=10),
    )
    return made


def test_of_what_takes_a_role_they_have_their_own_pages_only(world, monkeypatch):
    monkeypatch.setattr(sessions, "IDLE", dt.timedelta(hours=8))
    browser = officer(world).sign_in()
    found: dict[str, tuple[str, ...]] = {}
    for ask in asks(world):
        if not ask.guard.startswith("member") or ask.name.startswith(OWN_ACCOUNT):
            continue
        said = tuple(in_a_word(respond(browser, ask, one)) for one in ("GET", "POST"))
        if not set(said) <= {"403", "404", "405"}:
            found[ask.name] = said
    surprises = [f"{name} {said}" for name, said in set(found.items()) ^ set(THEIRS.items())]
    assert "; ".join(sorted(surprises)) == ""
