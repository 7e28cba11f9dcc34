"""Several people send a report at the same moment: nothing may be lost."""

from __future__ import annotations

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tools.bench.figures import Section, median, ms
from tools.bench.http import Answer, Client, Fields, Form, form_with, signed_in
from tools.bench.world import World

AT_ONCE = (1, 2, 4, 8, 16)
_SENDERS = ("ana.skola", "goran.skola", "jelena.zdravlje", "nikola.zdravlje",
            "mirjana.koordinator", "dora.podaci", "petar.podaci")  # fmt: skip
_RECEIVER = "bea.csr"
_HOW = (
    "Each sender walks through the real forms over HTTP (danger, signs, person, recipient, "
    "preview); then all press the last button at the same moment. Time: from that press to the "
    "answer. Kept: the sender's page and the recipient's page of it both answer. Lost: an answer "
    "said that it was sent, or nothing did, and it is not there. Aim: 0 lost, 0 errors."
)
_TYPED: Fields = {
    "in_danger": ["no"], "age": ["child"], "safe": ["not_sure"], "urgency": ["regular"],
    "asked": ["Molimo procenu."], "own_words": ["Izmereno, izmišljeno."], "related": ["no"],
}  # fmt: skip


@dataclass(slots=True)
class Round:
    """What came of one moment; `sent` are references."""

    sent: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class WentWrong(Exception):
    """A page answered otherwise than a person would need it."""


def measure(world: World, quick: bool) -> Section:
    """1, 2, 4, 8, 16 at once, each several times."""
    world.running()
    accounts, cards = world.accounts(), world.cards([*_SENDERS, _RECEIVER])

    def enter(login: str) -> Client:
        return signed_in(world.port, login, accounts[login], cards[login].pop())

    # One session per sender at once: 16 people, some of them at two or three desks.
    senders = [enter(_SENDERS[number % len(_SENDERS)]) for number in range(max(AT_ONCE))]
    receiver = enter(_RECEIVER)
    head = ("at once", "reports", "kept", "lost", "errors", "median", "slowest", "to one alone")
    section = Section("reports", _HOW, head)
    alone = 0.0
    for number in AT_ONCE:
        rounds = 1 if quick else 4
        told = _add([_all_at_once(senders[:number]) for _ in range(rounds)])
        kept = sum(_is_there(reference, senders, receiver) for reference in told.sent)
        asked = number * rounds
        times = told.times or [0.0]
        alone = alone or median(times)
        section.rows.append(
            (str(number), str(asked), str(kept), str(asked - kept), str(len(told.errors)),
             ms(median(times)), ms(max(times)), f"{median(times) / alone:.1f} ×" if alone else "–")
        )  # fmt: skip
        if kept < asked or told.errors:
            why = "; ".join(sorted(set(told.errors)))
            section.faults.append(f"{number} at once: {asked - kept} of {asked} lost. {why}")
    for client in (*senders, receiver):
        client.close()
    return section


def _all_at_once(senders: list[Client]) -> Round:
    result, gate = Round(), threading.Barrier(len(senders))

    def report(client: Client) -> None:
        form = None
        try:
            form = _written(client)
        except (WentWrong, LookupError, OSError, http.client.HTTPException) as error:
            result.errors.append(f"writing: {error}")
        gate.wait(timeout=300)
        if form is None:
            return
        began = time.perf_counter()
        try:
            answer = client.post(_send_address(form), form.fields)
        except (LookupError, OSError, http.client.HTTPException) as error:
            result.errors.append(f"sending: {error}")
            return
        result.times.append(time.perf_counter() - began)
        if answer.status == 302 and answer.goes_to.startswith("/r/"):
            result.sent.append(answer.goes_to.strip("/").split("/")[1])
        else:
            result.errors.append(f"sending was answered with {answer.status} {answer.goes_to}")

    with ThreadPoolExecutor(len(senders)) as pool:
        list(pool.map(report, senders))
    return result


def _written(client: Client) -> Form:
    """From the first step to the preview, whose form is returned."""
    at = _step(client, client.get("/signs/?another=1"), "in_danger")
    at = _step(client, at, "revision", first_sign=True)
    for _ in range(20):
        if at.path.endswith("/person/"):
            break
        at = _step(client, at, "revision")
    at = _step(client, at, "asked")
    at = _step(client, at, "related")
    return form_with(at.text, "token")


def _step(client: Client, page: Answer, name: str, *, first_sign: bool = False) -> Answer:
    """Fills in the form with the field `name` and goes on; WentWrong when it stays."""
    if page.status != 200:
        raise WentWrong(f"{page.status} at {_neutral(page.path)}")
    form = form_with(page.text, name)
    known = {**form.fields, **form.choices}
    form.fields |= {key: value for key, value in _TYPED.items() if key in known}
    if first_sign:
        sign = next(key for key in form.choices if key.startswith("sign_"))
        form.fields |= {sign: ["yes"], sign.replace("sign_", "seen_"): ["Modrica na ruci."]}
    answer = client.post(urljoin(page.path, form.action), form.fields)
    if not answer.goes_to:
        raise WentWrong(f"{answer.status} at {_neutral(page.path)}")
    return client.get(answer.goes_to)


def _neutral(path: str) -> str:
    """The address with its random id left out."""
    return "/".join(part if len(part) < 30 else "…" for part in path.split("/"))


def _send_address(form: Form) -> str:
    for address in form.other_actions:
        if address.endswith("/send/"):
            return address
    raise LookupError("the preview has no button that sends")


def _is_there(reference: str, senders: list[Client], receiver: Client) -> bool:
    """Both sides find it: one of the senders as their own, the recipient as arrived."""
    path = f"/r/{reference}/"
    return receiver.get(path).status == 200 and any(
        client.get(path).status == 200 for client in senders[: len(_SENDERS)]
    )


def _add(rounds: list[Round]) -> Round:
    total = Round()
    for one in rounds:
        total.sent += one.sent
        total.times += one.times
        total.errors += one.errors
    return total
