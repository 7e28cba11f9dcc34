"""Every address, filled in with things of the world, asked by every kind of person."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.test import Client

from spona.access.models import new_token
from spona.directory.models import ContactPoint, NetworkRole, Seat
from spona.identity.models import Session
from spona.identity.sessions import wipe
from spona.notifications.models import Notice
from spona.operations.docs import routes
from spona.tasks.models import Task
from tests.harness.world import (
    World,
    disable,
    somebody_until_yesterday,
    somebody_without_hat,
    undone,
)

UNKNOWN_ID = uuid.UUID("7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e")
UNKNOWN_REFERENCE = "R-ZZZZ-ZZ"


@dataclass(frozen=True)
class Ask:
    """One address with its blanks filled in; `thing` says with what."""

    name: str
    thing: str
    path: str
    guard: str


def things(world: World, name: str, path: str, blank: str) -> dict[str, object]:
    """What fills a blank of an address: {word in the table: value}. Unlisted blanks fail."""
    w = world
    if blank == "language":
        return {"sr": "sr"}
    if blank == "town":
        return {"vranje": "vranje", "unknown": "atlantida"}
    if blank == "number":
        return {"first": 1}
    if blank == "part":
        return {"person": "person"}
    if blank == "draft_id":
        return {"ana's": w.draft.pk, "unknown": UNKNOWN_ID}
    if blank == "reference" and path.startswith("f/"):
        return {"file": w.case.reference, "unknown": "F-ZZZZ-ZZ"}
    if blank == "reference":
        return {
            "sent": w.sent.reference, "accepted": w.accepted.reference,
            "excluding": w.excluding.reference, "unknown": UNKNOWN_REFERENCE,
        }  # fmt: skip
    if blank == "slug":
        return {"vranje": "vranje", "nis": "nis", "unknown": "atlantida"}
    if blank == "code":
        return {"csw": "I068", "nis": "I023", "unknown": "I999"}
    found = {
        "seat_id": lambda: Seat.objects.get(network=w.vranje, institution=w.csw).pk,
        "role_id": lambda: NetworkRole.objects.filter(network=w.vranje, role="analyst").first().pk,
        "member_id": lambda: w.people["vesna"].member.pk,
        "contact_id": lambda: _contact(w),
        "task_id": lambda: Task.objects.get(subject_id=w.sent.pk, kind="answer_referral").pk,
        "notice_id": lambda: Notice.objects.of(w.people["bea"].account.pk).first().pk,
        "account": lambda: w.people["milan"].account.pk,
    }
    if blank not in found:
        raise AssertionError(
            f"{name}: nothing fills <{blank}>. Say in tests/harness/asking.py what does."
        )
    return {"csw's": found[blank](), "unknown": UNKNOWN_ID}


def _contact(world: World) -> uuid.UUID:
    made, _new = ContactPoint.objects.get_or_create(
        institution=world.csw, number="017 000 111", ended_at=None,
        defaults={"kind": "office", "words": {"sr": "Канцеларија"}, "certainty": "entered"},
    )  # fmt: skip
    return made.pk


_BLANK = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def asks(world: World) -> Iterator[Ask]:
    """Every address of the URL conf, once per thing that can stand in its blank."""
    for path, name, view in routes():
        blanks = [a or b for a, b in _BLANK.findall(path)]
        ways: list[tuple[list[str], dict[str, object]]] = [([], {})]
        for blank in blanks:
            ways = [
                ([*words, word], {**values, blank: value})
                for words, values in ways
                for word, value in things(world, name, path, blank).items()
            ]
        for words, values in ways:
            said = " ".join(word for word in words if word not in ("sr", "first", "person"))
            filled = _BLANK.sub(lambda m, v=values: str(v[m[1] or m[2]]), path)
            yield Ask(name + (" /n" if "number" in blanks else ""), said or "-",
                      "/" + filled.replace("^", "").replace("$", "").replace("\\", ""), view.guard)  # fmt: skip


COLUMNS = (
    "ana", "goran", "bea", "milan", "vesna", "jelena", "nikola", "mirjana", "zoran", "dora",
    "cora", "ended", "nohat", "disabled", "locked", "nobody",
)  # fmt: skip
MEMBERS = COLUMNS[:11]


def browsers(world: World) -> dict[str, Client]:
    """One browser per column, through the real login, each with the step-up done."""
    found = {name: world.people[name].sign_in() for name in MEMBERS}
    found["ended"] = somebody_until_yesterday(world).sign_in()
    found["nohat"] = somebody_without_hat("bez.uloge").sign_in()
    off = somebody_without_hat("ugasen.nalog")
    found["disabled"] = off.sign_in()
    from spona.access.actor import Actor

    disable(off.account, by=Actor.system("operator"))
    locked = somebody_without_hat("zakljucan.nalog")
    found["locked"] = locked.sign_in()
    wipe(Session.objects.get(account=locked.account))
    found["nobody"] = Client(raise_request_exception=False)
    return found


# What the forms of the referral take, so that a POST comes to the action and its own check.
TYPED = {"message": "Порука.", "outcome": "done", "number": "12/2026", "revision": "0"}


def answer(browser: Client, ask: Ask, method: str, **typed: str) -> str:
    """The answer in a word: a status, or where a redirect leads: `in` to the sign-in, `up` to
    the step-up, `hat` to the chooser, `lock` to the locked page, `->` anywhere else."""
    cookies = browser.cookies.copy()
    with undone():
        if method == "GET":
            response = browser.get(ask.path)
        else:
            response = browser.post(ask.path, {"token": new_token()} | TYPED | typed)
    browser.cookies = cookies
    if response.status_code == 302:
        target = urlsplit(response["Location"]).path
        if "/login/" in target:
            return "in"
        return {"/step-up/": "up", "/choose/": "hat", "/locked/": "lock"}.get(target, "->")
    return str(response.status_code)


def unstep(world: World) -> None:
    Session.objects.update(stepped_up_at=None)
