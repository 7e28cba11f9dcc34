"""Who stands under a document."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from spona.access.denied import Conflict, Denied
from spona.deadlines import now
from spona.directory.actions import end_seat
from spona.directory.models import Seat
from spona.mandates.actions import sign_document, withdraw_signatory
from spona.mandates.models import Signatory
from spona.mandates.queries import conditions_of
from tests.cases.world import DEMO
from tests.mandates.conftest import day
from tests.mandates.papers import PDF


def test_several_sign_on_one_day_with_one_page(world, document):
    done = sign_document(
        document, institutions=[world.csw, world.police], signed_on=day(-400), signed_by="direktor",
        incoming=PDF, by=world.kosta.actor,
    )  # fmt: skip
    assert {row.institution for row in done} == {world.csw, world.police}
    assert done[0].paper == done[1].paper
    assert all(row.has_signed for row in done)


def test_nobody_signs_twice_and_then_nobody_of_that_round_does(world, document):
    sign_document(document, institutions=[world.csw], by=world.kosta.actor)
    with pytest.raises(Conflict, match="signed this act already"):
        sign_document(document, institutions=[world.police, world.csw], by=world.kosta.actor)
    assert Signatory.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Signatory.objects.create(
            document=document, institution=world.csw, certainty="entered", written_at=now()
        )


@pytest.mark.parametrize(("days", "sentence"), [(1, "has not come yet"), (301, "has not come yet")])
def test_nobody_signs_tomorrow(world, document, days, sentence):
    with pytest.raises(Denied, match=sentence):
        sign_document(document, institutions=[world.csw], signed_on=day(days), by=world.kosta.actor)


def test_nobody_signs_a_document_that_was_over(world, document):
    document.ends_on = day(-10)
    with pytest.raises(Denied, match="no longer held"):
        sign_document(document, institutions=[world.csw], signed_on=day(-10), by=world.kosta.actor)


def test_who_never_sat_there_does_not_sign_and_who_once_did_may(world, document):
    with pytest.raises(Denied, match="does not sit"):
        sign_document(document, institutions=[world.csw_nis], by=world.kosta.actor)
    with pytest.raises(Denied, match="Choose who"):
        sign_document(document, institutions=[], by=world.kosta.actor)
    end_seat(Seat.objects.get(network=world.vranje, institution=world.csw), by=DEMO)
    assert sign_document(document, institutions=[world.csw], by=world.kosta.actor)


def test_who_is_only_named_in_a_source_has_not_signed_until_somebody_says_so(world, document):
    row = Signatory.objects.create(
        document=document,
        institution=world.csw,
        certainty="medium",
        source="a page",
        written_at=now(),
    )
    assert not row.has_signed
    assert conditions_of(world.csw, world.vranje, day(0))[0].state.name == "missing"
    (same,) = sign_document(document, institutions=[world.csw], by=world.kosta.actor)
    assert same.pk == row.pk
    assert same.has_signed
    assert same.source == "a page"


def test_a_signature_is_taken_back_and_may_be_written_again(world, document):
    (row,) = sign_document(document, institutions=[world.csw], by=world.kosta.actor)
    with pytest.raises(Denied):
        withdraw_signatory(row, by=world.bea.actor)
    first = withdraw_signatory(row, by=world.kosta.actor).withdrawn_at
    assert withdraw_signatory(row, by=world.kosta.actor).withdrawn_at == first
    assert sign_document(document, institutions=[world.csw], by=world.kosta.actor)[0].pk != row.pk
