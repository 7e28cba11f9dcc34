"""A network and two institutions, straight from their tables: what deadlines hang on."""

import uuid

import pytest
from django.utils import translation

from spona.access.actor import Actor
from spona.deadlines.actions import adopt_rule, load_rules, propose_rule
from spona.deadlines.models import Rule
from spona.deadlines.time import today
from spona.directory.models import Institution, Network
from spona.reference.models import Town


@pytest.fixture
def town(db):
    words = {"sr": "Врање", "en": "Vranje"}
    return Town.objects.create(
        slug="vranje",
        words=words,
        genitive=words,
        locative=words,
        district=words,
        iso_3166_2="RS-24",
        lat=42,
        lon=21,
    )


@pytest.fixture
def network(town):
    return Network.objects.create(slug="vranje", town=town, words={"sr": "Мрежа Врање"})


def _institution(town, code, sector):
    return Institution.objects.create(
        code=code, sector=sector, town=town, words={"sr": "Установа"}, certainty="entered"
    )


@pytest.fixture
def csw(town):
    return _institution(town, "csw", "social_work")


@pytest.fixture
def school(town):
    return _institution(town, "school", "school")


@pytest.fixture
def rules(db):
    load_rules(by=Actor.system("import"))


@pytest.fixture
def bea(csw, network):
    return Actor(
        person_id=uuid.uuid4(),
        institution_id=csw.pk,
        roles=frozenset({"intake_holder"}),
        networks=frozenset({network.pk}),
    )


@pytest.fixture
def coordinator(network):
    return Actor(
        person_id=uuid.uuid4(),
        network_roles=frozenset({(network.pk, "coordinator")}),
        networks=frozenset({network.pk}),
    )


@pytest.fixture
def deputy(network):
    return Actor(
        person_id=uuid.uuid4(),
        network_roles=frozenset({(network.pk, "deputy_coordinator")}),
        networks=frozenset({network.pk}),
    )


@pytest.fixture
def adopt(network, coordinator, deputy):
    """Both steps: the deputy proposes, the coordinator adopts."""

    def adopt(rule, *, decision="M-7K3M-Q2", on=None, **says):
        asked = propose(rule, network, deputy, **says)
        day = on or today()
        done = adopt_rule(asked, network=network, decision=decision, on=day, by=coordinator)
        return Rule.objects.get(pk=done.made)

    return adopt


def propose(rule, network, by, **says):
    asked = {"amount": rule.amount, "unit": rule.unit, "words": {}, "source": rule.source} | says
    late = says.pop("counts_as_late", rule.counts_as_late)
    return propose_rule(rule, network=network, by=by, **asked | {"counts_as_late": late})


@pytest.fixture
def escalation():
    return Actor.system("escalation")


@pytest.fixture
def subject():
    return ("referral", uuid.uuid4())


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield
