"""The lists: a page by deadline and a search by name, out of many sealed rows."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tools.bench.figures import Section, median, ms
from tools.bench.world import World

if TYPE_CHECKING:
    from spona.access.actor import Actor
    from spona.directory.models import Member, Network
    from spona.identity.keyring import Keyring
    from spona.reference.models import Logged
    from spona.vault.models import Box
    from spona.vault.recipients import Recipient

type Document = dict[str, Any]

# Beside the name: the sections of a real file, but for the counted record.
_ALL = ("identity", "contact", "account", "health", "legal", "plan", "notes")
_GIVEN = ("Јована", "Милош", "Ђурђица", "Šejla", "Ödön", "Љубица", "Ágnes", "Čedomir")
_FAMILY = ("Примерић", "Nagypéldás", "Измишљеновић", "Ogledović", "Њежић", "Szőke")

ROWS, FEW, MANY, QUICK = 10_000, 1_000, 100_000, 2_000
LED = 500
ROUNDS = 7
_HOW = (
    "A demo world whose centre for social work gets that many referrals, each with a sealed cover "
    "and a clock, and that many files with sealed names and a next step, made by their rows and "
    "really sealed. Time is that of the server from the view to the finished answer, without "
    "network and login: checks of every row used, the line of the read log and its commit, the "
    "template. Aims: a page of 50 out of 10,000 by deadline under 250 ms, a search in 10,000 names "
    "under 300 ms, 500 files of one person with every name opened under 300 ms, those of an "
    "institution with 10,000 under 250 ms, the median page with 100,000 files at most 1.5 times "
    "that with 1,000. The search is measured up to 10,000 names. On a busy machine the processor's "
    "share, in the last column, says more than the clock on the wall."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the world's database."""
    world.running()
    steps = (QUICK // 2, QUICK) if quick else (FEW, ROWS, MANY)
    section = Section(
        "lists", _HOW, ("page", "in the queue", "files", "rounds", "median", "slowest", "processor")
    )
    world.fill(section, "lists", *steps)
    return section


@dataclass(slots=True)
class Place:
    """Who sends, who receives, and the receiver's own keys. `led`: how many files were made, of
    which the first `LED` are the receiver's own.
    """

    sender: Member
    receiver: Member
    by: Actor
    keys: Keyring
    # Of so many that are drawn some are alike, or are there already.
    used: set[str] = field(default_factory=set)
    led: int = 0


def main(steps: list[int]) -> None:
    """Prints a line of cells for each page and number of rows."""
    import django

    django.setup()
    run(demo_place(), steps)


def demo_place() -> Place:
    """Two people of the demo's world; SystemExit where these are not the demo's data."""
    from spona.cli.installation.stamp import check_stamp
    from spona.demo.people import actor_of, keys_of
    from spona.demo.world import PASSWORD
    from spona.directory.models import Member
    from spona.vault.models import Box

    check_stamp("demo")
    sender, receiver = (
        Member.objects.select_related("person__account", "institution").get(
            person__account__login=login
        )
        for login in ("ana.skola", "bea.csr")
    )
    keys = keys_of(receiver, PASSWORD)
    used = set(Box.objects.values_list("reference", flat=True))
    return Place(sender, receiver, actor_of(receiver), keys, used)


def run(place: Place, steps: list[int]) -> None:
    """Fills up to each number of files and measures; a queue has ten thousand rows at most."""
    from spona.cli.serve.granian_server import let_lie
    from spona.cli.serve.worker_jobs import count_for_planner

    filled = 0
    for amount in steps:
        waiting = min(amount, ROWS) - min(filled, ROWS)
        fill_queue(place, waiting)
        fill_files(place, waiting, sections=_ALL)
        # Of those beyond, no page opens more than the name.
        fill_files(place, amount - filled - waiting, sections=())
        filled = amount
        # As the worker does every day, and the server once.
        count_for_planner()
        let_lie()
        for name, page in pages(place, search=amount <= ROWS).items():
            page()
            times, worked = [], []
            for _ in range(ROUNDS):
                began, busy = time.perf_counter(), time.process_time()
                page()
                times.append(time.perf_counter() - began)
                worked.append(time.process_time() - busy)
            rows = f"{min(amount, ROWS):,}", f"{amount:,}"
            measured = ms(median(times)), ms(max(times)), ms(median(worked))
            print("\t".join((name, *rows, str(ROUNDS), *measured)), flush=True)


def fill_queue(place: Place, amount: int) -> None:
    """Referrals that wait for an answer, each with a sealed cover and a running deadline."""
    from spona.cases.referrals.actions.send import ANSWER_DEADLINE
    from spona.cases.referrals.models import Referral
    from spona.cases.referrals.packet import Cover
    from spona.deadlines import now
    from spona.deadlines.models import Deadline, Rule
    from spona.vault.recipients import to_institution

    network = network_of(place)
    rule = Rule.objects.filter(event=ANSWER_DEADLINE, counts_as_late=True).order_by("state").first()
    cover = Cover("urgent", "Процена потреба, измишљено", "not_sure").to_document()
    to = [to_institution(place.receiver.institution_id)]
    begun = now()
    for start in range(0, amount, 1000):
        some = range(start, min(start + 1000, amount))
        boxes = _boxes("packet", place.sender, [{"cover": cover} for _at in some], to, place)
        rows = [
            Referral(
                reference=box.reference, kind="report", network=network, packet=box,
                sender_institution=place.sender.institution, sent_by=place.sender,
                recipient_institution=place.receiver.institution, rests_on="duty", sent_at=begun,
            ).stamp()
            for box in boxes
        ]  # fmt: skip
        log_made(Referral, rows)
        Deadline.objects.bulk_create(
            Deadline(
                kind=ANSWER_DEADLINE, subject_kind="referral", subject_id=row.pk,
                reference=row.reference,
                network=network, institution=row.recipient_institution, rule=rule,
                started_at=begun, due_at=begun + timedelta(minutes=at * 7919 % 20000 - 3000),
            )
            for at, row in zip(some, rows, strict=True)
        )  # fmt: skip


def log_made[Row: Logged](model: type[Row], rows: list[Row]) -> None:
    """As their own `save()` would, in one piece."""
    from spona import audit

    with audit.transaction() as log:
        model._base_manager.bulk_create(rows)
        for row in rows:
            row.log_state(log, 0)


def fill_files(place: Place, amount: int, *, sections: tuple[str, ...]) -> None:
    """Files of the receiver with sealed invented names and the other sections asked for."""
    from spona.cases.case.models import Case
    from spona.deadlines import now
    from spona.tasks.models import Task
    from spona.vault.recipients import to_institution

    network, begun, owner = network_of(place), now(), place.receiver
    to = [to_institution(owner.institution_id)]
    for start in range(0, amount, 1000):
        some = range(start, min(start + 1000, amount))
        names = [
            f"{_GIVEN[at % len(_GIVEN)]} {_FAMILY[at // 8 % len(_FAMILY)]} {at}" for at in some
        ]
        text = {"schema": 1, "words": "Ово је измишљено. " * 20}
        documents = [
            {"name": {"schema": 1, "name": name}} | dict.fromkeys(sections, text) for name in names
        ]
        boxes = _boxes("case", owner, documents, to, place)
        cases = [
            Case(
                reference=box.reference, owner_institution=owner.institution, network=network,
                box=box, opened_by="report", opened_at=begun - timedelta(minutes=at),
            ).stamp()
            for at, box in zip(some, boxes, strict=True)
        ]  # fmt: skip
        log_made(Case, cases)
        led = place.led
        Task.objects.bulk_create(
            Task(
                kind="review", subject_kind="case", subject_id=case.pk, reference=case.reference,
                institution=owner.institution, network=network, created_at=begun,
                owner=owner if led + at < LED else None,
                due_at=begun + timedelta(minutes=at * 7919 % 60000 - 3000),
            )
            for at, case in enumerate(cases)
        )  # fmt: skip
        place.led += len(cases)


def _boxes(
    kind: str,
    owner: Member,
    documents: list[dict[str, Document]],
    to: list[Recipient],
    place: Place,
) -> list[Box]:
    """A box for each of `documents` (section → text), sealed and stamped as an action does it."""
    from spona import audit
    from spona.crypto import aead
    from spona.crypto.documents import seal_document
    from spona.reference.reference_codes import new_reference
    from spona.vault import row_integrity
    from spona.vault.models import Box, Grant, Section
    from spona.vault.section_states import log_state
    from spona.vault.wrapping import Wrapper

    wrapper = Wrapper(place.by, place.keys)
    boxes, sections, grants = [], [], []
    for texts in documents:
        while (reference := new_reference("F" if kind == "case" else "R")) in place.used:
            pass
        place.used.add(reference)
        box = Box(kind=kind, owner_institution=owner.institution, reference=reference)
        boxes.append(row_integrity.stamp(box))
        for name, document in texts.items():
            secret, section = aead.new_key(), Section(box=box)
            section.name = name
            section.sealed = seal_document(secret, document, aad=section.aad())
            sections.append(row_integrity.stamp(section))
            grants += [wrapper.grant(section, secret, one) for one in to]
    Box.objects.bulk_create(boxes, batch_size=500)
    Section.objects.bulk_create(sections, batch_size=500)
    Grant.objects.bulk_create(grants, batch_size=500)
    with audit.transaction() as log:
        for section in sections:
            log_state(log, section, lane=owner.institution_id)
    return boxes


def pages(place: Place, *, search: bool) -> dict[str, Callable[[], None]]:
    """What is measured: each asks its view and takes the finished answer."""
    from django.test import RequestFactory

    from spona.cases.worklists import views
    from spona.deadlines.exclusions import asked_once

    factory = RequestFactory()

    def asked(view: Callable[..., Any], typed: str = "", **said: str) -> Callable[[], None]:
        def ask() -> None:
            request = factory.post("/", {"q": typed}) if typed else factory.get("/", said)
            request.actor, request.keys, request.language = place.by, place.keys, "sr"  # type: ignore[attr-defined]
            # As the gate has it for a page that is read.
            with nullcontext() if typed else asked_once():
                if view(request).status_code != 200:
                    raise RuntimeError("a page was refused")

        return ask

    def names_of_all() -> None:
        """Those of one person on one page, as for printing, with each name opened."""
        request = factory.post("/?print")
        request.actor, request.keys, request.language = place.by, place.keys, "sr"  # type: ignore[attr-defined]
        with asked_once():
            if views.mine(request).status_code != 200:
                raise RuntimeError("a page was refused")

    lists = {
        "arrived, by deadline": asked(views.queue),
        "arrived, what is late": asked(views.queue, deadline="late"),
        "files, newest first": asked(views.files),
        "my files, 500 with names": names_of_all,
        "files of the institution": asked(views.institution),
    }
    names = {
        "search by name, few fit": asked(views.find, typed="primeric durdica 17"),
        "search by name, all fit": asked(views.find, typed="ic"),
    }
    return lists | names if search else lists


def network_of(place: Place) -> Network:
    from spona.directory.models import Network

    return Network.objects.get(seats__institution=place.receiver.institution, casework_open=True)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
