"""A real mail server on loopback, and what the worker does with it."""

import socket
import uuid
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller

from spona.access.actor import Actor
from spona.notifications.actions import deliver_waiting

HOST = "radni-prostor.example"


@dataclass(frozen=True)
class Account:
    pk: uuid.UUID = field(default_factory=uuid.uuid4)
    language: str = "en"


class Inbox:
    """What arrived, as bytes; `answers` are said instead of accepting, one a mail."""

    def __init__(self):
        self.mails, self.greetings, self.answers, self.refused = [], [], [], {}

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture(scope="session")
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def no_server(settings, port):
    """The settings of the mail server, but nobody listens."""
    settings.SPONA_HOST = HOST
    settings.SPONA_URL = f"https://{HOST}"
    settings.DEFAULT_FROM_EMAIL = f"spona@{HOST}"
    settings.MAILERS = {
        "default": {
            "BACKEND": "spona.notifications.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }


@pytest.fixture
def start_server(no_server, port):
    running = []

    def start():
        inbox = Inbox()
        controller = Controller(inbox, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        return inbox

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def inbox(start_server):
    return start_server()


@pytest.fixture
def work():
    """What the worker does in each of its rounds."""
    return deliver_waiting


@pytest.fixture
def ana():
    return Account()


@pytest.fixture
def by():
    return Actor(person_id=uuid.uuid4(), institution_id=uuid.uuid4())


@pytest.fixture(autouse=True)
def room_alone(settings):
    """The pages as this app makes them: no menu and no address of the apps above."""
    settings.ROOT_URLCONF = "tests.notifications.room_urls"
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [
        {"BACKEND": backend, "OPTIONS": {"loaders": settings.TEMPLATES[0]["OPTIONS"]["loaders"]}}
    ]
