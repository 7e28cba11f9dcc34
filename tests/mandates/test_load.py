"""The seven networks carry what is documented of their founding, and nothing more."""

from __future__ import annotations

import datetime as dt

import pytest

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.actions import load_directory
from spona.directory.models import Network
from spona.mandates.actions import load_founding_documents, write_document
from spona.mandates.models import FoundingDocument, Signatory
from spona.mandates.queries import founding_document_on, line
from spona.reference.actions import load_reference
from tests.cases.world import DEMO
from tests.mandates.conftest import day, facts
from tests.shared_world import kept

IMPORT = Actor.system("import")


def _loaded():
    load_reference(by=IMPORT)
    load_directory(by=IMPORT)
    return load_founding_documents(by=IMPORT)


_built, loaded = kept(_loaded)


def of(slug):
    return FoundingDocument.objects.get(network__slug=slug)


def test_every_network_has_its_first_document_once(loaded):
    assert loaded == {"mandates": 7, "signatories": 19}
    assert load_founding_documents(by=IMPORT) == {"mandates": 0, "signatories": 0}
    assert FoundingDocument.objects.count() == 7


def test_what_is_known_is_there_with_its_source_and_how_sure(loaded):
    subotica = of("subotica")
    assert (subotica.kind, subotica.signed_on, subotica.signed_precision, subotica.starts_on) == (
        "memorandum", dt.date(2013, 10, 18), "day", dt.date(2013, 10, 18),
    )  # fmt: skip
    assert subotica.certainty == "medium", "the signing was announced; nobody read that it was held"
    kraljevo = of("kraljevo")
    assert (kraljevo.signed_precision, kraljevo.starts_on) == ("month", None)
    assert kraljevo.coordinated_by.code == "I050"
    assert of("sremska-mitrovica").kind == "agreement"
    for document in FoundingDocument.objects.all():
        assert document.sources, document.network.slug
        assert all(one["source"] for one in document.sources)
        assert (document.number, document.title, document.reports_to) == ("", "", "")
        assert document.ends_on is None


def test_what_is_not_known_stays_empty(loaded):
    for slug in ("nis", "kragujevac"):
        document = of(slug)
        assert (document.kind, document.signed_on, document.coordinated_by, document.is_found) == (
            "",
            None,
            None,
            False,
        )
        assert "nobody has found" in line(document.network, day(0))


def test_who_is_named_in_a_source_is_not_said_to_have_signed(loaded):
    assert of("sremska-mitrovica").signatories.count() == 10
    assert not any(row.has_signed for row in Signatory.objects.all())
    network = Network.objects.get(slug="sremska-mitrovica")
    assert "No signature is written down" in line(network, day(0))


def test_a_network_with_a_document_of_its_own_gets_none(loaded):
    nis = Network.objects.get(slug="nis")
    first = of("nis")
    document = write_document(nis, facts=facts(), replaces=first, by=DEMO)
    assert load_founding_documents(by=IMPORT) == {"mandates": 0, "signatories": 0}
    assert founding_document_on(nis, day(0)) == document
    first.refresh_from_db()
    assert first.last_day == day(-401)


def test_only_the_operator_loads(loaded):
    with pytest.raises(Denied):
        load_founding_documents(by=Actor.system("reminders"))
