"""Bodies that never arrive: the server answers everybody else meanwhile."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from spona.cli.serve.granian_server import THREADS
from spona.middleware import bodies

A_DOZEN = 12


FORM = ("application/x-www-form-urlencoded", b"code=")
FILE = (
    "multipart/form-data; boundary=b",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-',
)


def stall(served, path: str, *, size: int) -> socket.socket:
    """A POST that says how long it will be, sends its first bytes and then nothing."""
    kind, sent = FILE if size > bodies.SMALL else FORM
    where = urlsplit(served.url)
    line = socket.create_connection((where.hostname, where.port), timeout=10)
    line.sendall(
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {served.url}\r\n"
        f"Content-Type: {kind}\r\n"
        f"Content-Length: {size}\r\n\r\n".encode()
        + sent
    )
    return line


def get(served, path: str) -> tuple[int, float]:
    began = time.monotonic()
    with urllib.request.urlopen(served.url + path, timeout=5) as answer:
        answer.read()
        return answer.status, time.monotonic() - began


def check_answers(served):
    for path in ("/healthz", "/readyz", "/sr/login/", "/sr/", "/healthz", "/sr/login/"):
        status, took = get(served, path)
        assert status == 200, path
        assert took < 3, (path, took)


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/sr/login/", 500),
        ("/sr/message/back/file/", 60_000_000),
        ("/sr/message/back/", 1_500_000),
    ],
)
def test_a_dozen_stalled_bodies_leave_the_rest_answering(served_once, path, size):
    with ExitStack() as lines:
        for _one in range(A_DOZEN):
            lines.enter_context(stall(served_once, path, size=size))
        time.sleep(0.5)
        check_answers(served_once)
    time.sleep(0.5)
    check_answers(served_once)


def test_far_more_than_there_are_threads_and_people_still_sign_in(served_once):
    """From one address, as behind one proxy: it is told to wait, and pages go on."""
    with ExitStack() as lines:
        opened = [
            lines.enter_context(stall(served_once, "/sr/login/", size=900))
            for _one in range(4 * THREADS)
        ]
        # Two workers; each lets a few of one address wait.
        waiting, most = opened, 2 * bodies.COMING_FROM_ONE
        until = time.monotonic() + 20
        while len(waiting) > most:
            waiting = [one for one in waiting if not answered(one).startswith(b"HTTP/1.1 429")]
            assert time.monotonic() < until, f"{len(waiting)} of {len(opened)} still wait"
        check_answers(served_once)
    until = time.monotonic() + 20
    while posted(served_once) == 429:
        assert time.monotonic() < until, "when they have gone, whoever comes is heard"
        time.sleep(0.2)
    assert posted(served_once) == 200


def posted(served) -> int:
    request = urllib.request.Request(
        served.url + "/sr/login/", data=b"login=nobody", headers={"Origin": served.url}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def answered(line: socket.socket) -> bytes:
    line.settimeout(0.05)
    try:
        return line.recv(4096)
    except TimeoutError:
        return b""
