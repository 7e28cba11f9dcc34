"""A real SMTP server on loopback that keeps what it gets."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller


class Mailbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.raw: list[bytes] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, server, session, envelope):
        self.raw.append(envelope.content)
        self.messages.append(BytesParser(policy=policy.default).parsebytes(envelope.content))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        return [m for m in self.messages if address in str(m["To"])]

    def wait_for(self, wanted: Callable[[], bool], seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < until, f"no such mail among {len(self.messages)}"
            time.sleep(0.1)

    def stop(self) -> None:
        self._controller.stop()
