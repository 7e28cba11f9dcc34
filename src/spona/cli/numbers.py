"""`./spona number`: the numbers of the whole country, which nobody who signs in may change."""

from __future__ import annotations

import argparse

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.actions import add_contact, end_contact
from spona.directory.models import ContactKind, ContactPoint, Institution
from spona.directory.row_integrity import only_latest


def run(args: list[str]) -> int:
    """1 with a sentence where there is no such number or body, or it is there already."""
    asked = argparse.ArgumentParser(prog="./spona number")
    verbs = asked.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="the numbers of no town, with how sure each is")
    adding = verbs.add_parser("add", help="a number of a national body")
    adding.add_argument("code", help="code of the body, as on its page: I001")
    adding.add_argument("kind", choices=[kind.value for kind in ContactKind])
    adding.add_argument("number")
    ending = verbs.add_parser("end", help="a number that is no longer in use")
    ending.add_argument("number")
    given = asked.parse_args(args)
    by = Actor.system("operator")
    try:
        if given.verb == "add":
            _add(given.code, given.kind, given.number, by)
        elif given.verb == "end":
            _end(given.number, by)
    except (Conflict, Denied) as refused:
        print(refused.sentence)
        return 1
    for row in _national():
        called = f"confirmed on {row.confirmed_on}" if row.confirmed_on else "never called"
        code = row.institution.code if row.institution else "-"
        print(f"{row.number:<20} {row.kind:<10} {code:<6} {called}")
    return 0


def _national() -> list[ContactPoint]:
    rows = ContactPoint.objects.filter(ended_at=None, institution__town=None)
    return only_latest(rows.select_related("institution"))


def _add(code: str, kind: str, number: str, by: Actor) -> None:
    where = Institution.objects.filter(code=code, town=None).first()
    if where is None:
        raise Denied(f"There is no national body {code}. The others change their numbers alone.")
    add_contact(where, number=number, kind=kind, by=by, source="entered by the operator")


def _end(number: str, by: Actor) -> None:
    rows = [row for row in _national() if row.number == " ".join(number.split())]
    if not rows:
        raise Denied(f"There is no national number {number} in use.")
    for row in rows:
        end_contact(row, by=by)
