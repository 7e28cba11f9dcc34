"""Figure 12: unknown, closed, wrong password and wrong code take the same time."""

import gc
import os
import random
import statistics
import time
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from spona.crypto.kdf import PRODUCTION
from spona.identity import actions, security_keys
from spona.identity.models import Account, Attempt
from tests.identity.authenticator import Authenticator
from tests.identity.world import OPERATOR, PASSWORD

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/identity",
    "src/spona/crypto",
    "src/spona/audit",
    "tests/identity",
)

# Fewer only to see that it runs: with a handful, chance alone parts the medians by 5 %.
TRIES = int(os.environ.get("SPONA_FIGURE_12", "1000"))


@pytest.mark.prove
@pytest.mark.alone
def test_no_failure_is_faster_than_another(db, settings):
    settings.ACCOUNT_COST = PRODUCTION
    for login in ("ana.r", "bea.m"):
        made = actions.create_account(login=login, password=PASSWORD, language="sr", by=OPERATOR)
        if login == "ana.r":
            ana_secret = made.totp_secret
    actions.disable(made.account, by=OPERATOR)
    key = Authenticator()
    ana = Account.objects.get(login="ana.r")
    asked = security_keys.registering(ana, ana.pk)
    made_key = security_keys.registered(ana, key.register(asked), ana.pk)
    security_keys.sealed_row(ana, "кључ", made_key).save(force_insert=True)
    challenge = security_keys.asking("ana.r", PASSWORD, ana, "sign in", "ana.r")
    answer = key.sign(challenge, origin="https://example.org")
    kinds = {
        "unknown": {"login": "nobody", "password": PASSWORD},
        "closed": {"login": "bea.m", "password": PASSWORD},
        "wrong password": {"login": "ana.r", "password": "nije to ova"},
        "wrong code": {"login": "ana.r", "password": PASSWORD},
        # As long as wrong codes are free each is logged; when none is, a right one is refused.
        "no code free": {"login": "ana.r", "password": PASSWORD},
        "wrong key": {"login": "ana.r", "password": PASSWORD, "key_answer": answer},
        # What a security key is asked for: as slow, and as silent.
        "ask, unknown": {"login": "nobody", "password": PASSWORD},
        "ask, wrong password": {"login": "ana.r", "password": "nije to ova"},
        "ask, right": {"login": "ana.r", "password": PASSWORD},
    }
    order = [kind for kind in kinds for _try in range(TRIES)]
    random.Random(12).shuffle(order)
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    gc.disable()
    for kind in order:
        Attempt.objects.all().delete()
        full_at = timezone.now() + timedelta(hours=20) if kind == "no code free" else None
        Account.objects.filter(pk=ana.pk).update(codes_full_at=full_at, wrong_codes=0)
        code = pyotp.TOTP(ana_secret).now() if kind == "no code free" else "000000"
        begun = time.perf_counter()
        where = "/sr/login/key/" if kind.startswith("ask") else "/sr/login/"
        response = Client().post(where, {**kinds[kind], "code": code})
        took[kind].append(time.perf_counter() - begun)
        assert response.status_code == 200
    gc.enable()
    medians = {kind: statistics.median(times) for kind, times in took.items()}
    # One page answers the first six, a few bytes of JSON the others.
    apart = max(
        max(these) / min(these) - 1
        for these in (
            [median for kind, median in medians.items() if kind.startswith("ask") == asked]
            for asked in (True, False)
        )
    )
    said = ", ".join(f"{kind} {median * 1000:.1f} ms" for kind, median in medians.items())
    print(f"{TRIES} each: {said}; medians within {apart:.1%}")  # noqa: T201
    assert apart < 0.05
