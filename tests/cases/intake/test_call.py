"""What is immediate goes with a call, also where nobody is in danger now: asked beside the urgency.

As a browser without script goes the five steps.
"""

from __future__ import annotations

import re

import pytest

from spona.cases.intake.actions import read_draft
from spona.cases.models import Draft, Referral
from spona.cases.referrals.actions import open_packet
from tests.cases.flow import PARTS, PERSON, begin, get, submit

CALLED = "Dežurna u centru, javila se"


@pytest.fixture
def ana(world):
    return world.ana.sign_in()


def _kept(world):
    return read_draft(Draft.objects.get(), **world.ana.can)


def test_a_reporter_without_danger_sends_what_is_immediate(world, ana):
    draft = begin(ana, in_danger="no")
    person = f"{draft}person/"
    assert 'name="reached"' in get(ana, person)
    refused = submit(ana, person, PERSON | {"urgency": "immediate", "role": "dežurna"})
    assert refused.status_code == 422
    page = refused.content.decode()
    field = re.search(
        r'<div class="field has-error[^>]*>(?:(?!</div>).)*name="reached"', page, re.S
    )
    assert field, "the sentence stands beside the field"
    for typed in ("Mila Izmišljena", "Procena bezbednosti", "dežurna"):
        assert typed in page
    on = submit(ana, person, PERSON | {"urgency": "immediate", "reached": CALLED, "at": "8:10"})
    assert on.status_code == 302
    to = {"network": str(world.vranje.pk), "institution": str(world.csw.pk), "related": "no"}
    submit(ana, f"{draft}recipient/", to)
    preview = get(ana, f"{draft}preview/")
    assert 'aria-labelledby="missing"' not in preview
    assert CALLED in preview
    sent = submit(ana, f"{draft}preview/", {"parts": PARTS}, at=f"{draft}send/")
    assert sent.status_code == 302
    referral = Referral.objects.get()
    _row, cover = open_packet(referral, **world.bea.can)
    assert (cover.call.in_danger, cover.call.reached, cover.call.at) == ("no", CALLED, "8:10")


def test_one_call_is_typed_once_whichever_page_asks_for_it(world, ana):
    draft = begin(ana, in_danger="yes", reached=CALLED)
    assert CALLED in get(ana, f"{draft}person/")
    other = "Policija, 192"
    submit(ana, f"{draft}person/", PERSON | {"urgency": "immediate", "reached": other})
    assert other in get(ana, draft)
    assert _kept(world)["danger"]["reached"] == other
    assert "reached" not in _kept(world)["person"]


def test_the_timer_keeps_the_call_too(world, ana):
    draft = begin(ana)
    fields = PERSON | {"urgency": "immediate", "reached": CALLED, "tab": "a" * 43, "revision": "1"}
    assert ana.post(f"{draft}save/person/", fields).status_code == 204
    assert _kept(world)["danger"]["reached"] == CALLED


def test_the_preview_leads_to_where_urgency_is_chosen(world, ana):
    draft = begin(ana, in_danger="no")
    submit(ana, f"{draft}person/", PERSON | {"urgency": "immediate"})
    to = {"network": str(world.vranje.pk), "institution": str(world.csw.pk), "related": "no"}
    submit(ana, f"{draft}recipient/", to)
    page = get(ana, f"{draft}preview/")
    missing = re.search(r'aria-labelledby="missing">.*?</section>', page, re.DOTALL)
    assert missing is not None
    assert f'href="{draft}person/"' in missing[0]
