"""Which tables are written anew after an exchange: all that hold what the old key files open."""

from __future__ import annotations

import pytest
from django.apps import apps

from spona.access.actor import VISITOR
from spona.audit.models import Ending, Lane
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude
from spona.cases.models import Case, Exclusion
from spona.cases.referrals.actions import accept, open_packet, send
from spona.cli.keys.old_rows import OPENED_BY_OLD
from spona.tipline import actions as tipline
from spona.tipline.models import TipExclusion
from spona.tipline.payload_schemas import FirstMessage
from spona.vault.actions import draw_code
from spona.vault.models import Section
from tests.cases.packets import packet
from tests.cases.world import build
from tests.cli.key_exchange import exchange
from tests.shared_world import kept

_built, world = kept(build)
# Codes over what stands in clear beside them: whoever checks one learns nothing by it.
_CODES = {"mac", "tag", "previous", "digest"}


@pytest.fixture(autouse=True)
def _own(settings, tmp_path):
    settings.SPONA_DATA = tmp_path
    settings.SECRETS = dict(settings.SECRETS)


def every_row():
    return {
        model: {row["pk"]: row for row in model._base_manager.values(*_columns(model), "pk")}
        for model in apps.get_models()
        # The head of the log moves on with each line.
        if model is not Lane
    }


def _columns(model):
    return [field.attname for field in model._meta.concrete_fields]


def test_whatever_an_exchange_makes_anew_is_wiped_where_it_lay(world):
    code = draw_code(by=VISITOR).code
    word = FirstMessage("sr", "У кући преко пута ради неколико девојака.")
    tipline.send_message(
        word, network=world.vranje, code=code, excluded=[world.health.pk], by=VISITOR
    )
    sent = send(packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor)
    opened, _packet = open_packet(sent, **world.bea.can)
    accept(opened, **world.bea.can)
    exclude(Case.objects.get(), member=world.vera.member, **world.bea.can)
    # Twice: what the first one leaves is exchanged by the second.
    exchange(world)
    before = every_row()
    exchange(world)
    after = every_row()
    found = set()
    for model, rows in before.items():
        for pk, row in rows.items():
            now = after[model].get(pk, row)
            if {name for name in row if row[name] != now[name]} - _CODES:
                found.add(model)
    assert {model._meta.label for model in found - set(OPENED_BY_OLD)} == set()
    assert {Section, Exclusion, CaseExclusion, TipExclusion, Ending} <= found
