"""Writing down a body or a network."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from spona import audit
from spona.access.actor import Actor
from spona.directory.models import Certainty, Institution, Network, NetworkTown
from spona.directory.permissions import check_can_load_directory
from spona.reference.models import Town

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def create_institution(
    words: Mapping[str, str],
    *,
    sector: str,
    by: Actor,
    town: Town | None = None,
    code: str = "",
    certainty: str = Certainty.ENTERED,
    source: str = "",
    example: bool = False,
    confidential: bool = False,
    contact_email: str | None = None,
) -> Institution:
    """A body that is not in the loaded data. `words` is {"sr": Cyrillic, "en": …}.

    A code is drawn when none is given; the seat is a second step (`seat`). People add one by two
    (`partners`): Denied unless `by` loads the directory.
    """
    check_can_load_directory(by)
    return write_institution(
        by=by, code=code, words=dict(words), sector=sector, town=town, certainty=certainty,
        source=source, example=example, confidential=confidential,
        contact_email=contact_email or None,
    )  # fmt: skip


def write_institution(*, by: Actor, code: str = "", **says: Any) -> Institution:
    """Part of: creating one, and confirming what was proposed; they have asked who may."""
    drawn = f"L{''.join(secrets.choice(_SYMBOLS) for _ in range(6))}"
    with audit.transaction() as log:
        made = Institution.objects.create(code=code or drawn, **says)
        log.record("institution:created", by=by, subject=("institution", made.pk), lane=made.pk)
    return made


def create_network(
    words: Mapping[str, str],
    *,
    slug: str,
    town: Town,
    by: Actor,
    form: str = "",
    act: str = "",
    founded_on: dt.date | None = None,
    founded_precision: str = "",
    coordinated_by: Institution | None = None,
    sources: Iterable[Mapping[str, str]] = (),
    practice: bool = False,
    kind: str = Network.Kind.REAL,
    time_zone: str = "Europe/Belgrade",
    serves: Iterable[Town] = (),
) -> Network:
    """A network that begins with "network life only". What is not known stays empty.

    `form` and `act` are codes of the lists `network_form` and `act_kind`; `sources` are
    {"fact": …, "source": …}. Its own town is always among the towns it serves; the national one
    serves none.
    """
    check_can_load_directory(by)
    with audit.transaction() as log:
        made = Network.objects.create(
            slug=slug,
            town=town,
            words=dict(words),
            form=form,
            act=act,
            founded_on=founded_on,
            founded_precision=founded_precision,
            coordinated_by=coordinated_by,
            sources=[dict(row) for row in sources],
            practice=practice,
            kind=kind,
            time_zone=time_zone,
        )
        towns = {} if kind == Network.Kind.NATIONAL else {town.pk: town}
        for served in {**towns, **{each.pk: each for each in serves}}.values():
            NetworkTown.objects.create(network=made, town=served)
        log.record("network:created", by=by, subject=("network", made.pk))
    return made
