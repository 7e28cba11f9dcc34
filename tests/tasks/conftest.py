"""A network, two institutions and their people, straight from the tables."""

import uuid

import pytest

from spona.access.actor import Actor
from spona.deadlines.actions import load_rules
from spona.directory.models import Institution, Member, Network, Person
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
    load_rules(by=Actor.system("import"))
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


def _member(institution, name):
    return Member.objects.create(person=Person.objects.create(name=name), institution=institution)


def _actor(member, role, network, **more):
    return Actor(
        account_id=uuid.uuid4(),
        person_id=member.person_id,
        member_id=member.pk,
        institution_id=member.institution_id,
        roles=frozenset({role}),
        networks=frozenset({network.pk}),
        **more,
    )


@pytest.fixture
def bea_member(csw):
    return _member(csw, "Bea")


@pytest.fixture
def bea(bea_member, network):
    return _actor(bea_member, "intake_holder", network)


@pytest.fixture
def berta_member(csw):
    return _member(csw, "Berta")


@pytest.fixture
def berta(berta_member, network):
    return _actor(berta_member, "case_worker", network)


@pytest.fixture
def ana(school, network):
    return _actor(_member(school, "Ana"), "reporter", network)


@pytest.fixture
def coordinator(school, network):
    roles = frozenset({(network.pk, "coordinator")})
    return _actor(_member(school, "Coordinator"), "reporter", network, network_roles=roles)


@pytest.fixture
def subject():
    return ("referral", uuid.uuid4())


@pytest.fixture(autouse=True)
def room_alone(settings):
    """The pages as this app makes them: no menu and no address of the apps above."""
    settings.ROOT_URLCONF = "tests.tasks.room_urls"
    backend = "django.template.backends.django.DjangoTemplates"
    loaders = settings.TEMPLATES[0]["OPTIONS"]["loaders"]
    settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": {"loaders": loaders}}]
