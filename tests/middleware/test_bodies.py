"""Bodies that come slowly, and how many may come at once."""

import io
import threading
import time

import pytest

from spona.cli.serve.granian_server import THREADS
from spona.middleware import bodies
from spona.middleware.bodies import NOT_TAKEN, patient


class Line:
    """A body of `size` bytes, one piece of `each` bytes in `pause` seconds."""

    def __init__(self, size, each=1024, pause=0.0):
        self.left, self.each, self.pause = size, each, pause

    def read(self, size=-1):
        time.sleep(self.pause)
        given = min(self.left, self.each, size if size >= 0 else self.left)
        self.left -= given
        return b"x" * given

    readline = read


class Stalled:
    """Gives nothing until the other side goes away."""

    def __init__(self):
        self.asked, self.gone = threading.Event(), threading.Event()

    def read(self, size=-1):
        self.asked.set()
        self.gone.wait(20)
        return b""

    readline = read


def environ(body, size, address="192.0.2.7"):
    return {"CONTENT_LENGTH": str(size), "wsgi.input": body, "REMOTE_ADDR": address}


def echo(given, start_response):
    return [str(NOT_TAKEN in given).encode(), given["wsgi.input"].read(10_000_000)[:4]]


def nothing(*_args):
    return None


@pytest.fixture
def server():
    return patient(echo)


def test_a_small_body_is_there_as_a_whole(server):
    given = environ(Line(5000, each=7), 5000)
    assert list(server(given, nothing)) == [b"False", b"xxxx"]
    assert list(server(environ(io.BytesIO(b"ab"), 5000), nothing)) == [b"False", b"ab"]


def test_what_is_no_length_is_no_body(server):
    for said in ("", "-5", "x", "9" * 5000, "１２"):
        assert list(server(environ(io.BytesIO(b"ab"), said), nothing)) == [b"False", b"ab"]


def test_a_body_that_drips_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    began = time.monotonic()
    given = environ(Line(100_000, each=3, pause=0.02), 100_000)
    assert list(server(given, nothing)) == [b"True", b""]
    assert time.monotonic() - began < 2


def test_a_slow_line_that_goes_on_is_waited_for(server, monkeypatch):
    # Longer than the patience in all; on a busy machine one pause is many times what was asked for.
    monkeypatch.setattr(bodies, "PATIENCE", 1.0)
    given = environ(Line(20_000, pause=0.06), 20_000)
    assert list(server(given, nothing)) == [b"False", b"xxxx"]


def begin(server, amount, size, address="192.0.2.7"):
    lines = [Stalled() for _one in range(amount)]
    threads = [
        threading.Thread(target=lambda one=one: server(environ(one, size, address), nothing))
        for one in lines
    ]
    for one in threads:
        one.start()
    # Each is waited for by now, or was sent away.
    until = time.monotonic() + 20
    for line, thread in zip(lines, threads, strict=True):
        while thread.is_alive() and not line.asked.wait(0.01):
            assert time.monotonic() < until
    return lines, threads


def end(lines, threads):
    for one in lines:
        one.gone.set()
    for one in threads:
        one.join(5)
        assert not one.is_alive()


def test_one_network_leaves_room_for_another(server):
    waiting = begin(server, bodies.COMING_FROM_ONE + 3, 900)
    full = list(server(environ(io.BytesIO(b"mine"), 4, "192.0.2.99"), nothing))
    other = list(server(environ(io.BytesIO(b"mine"), 4, "198.51.100.7"), nothing))
    end(*waiting)
    assert (full, other) == ([b"True", b""], [b"False", b"mine"])
    again = list(server(environ(io.BytesIO(b"mine"), 4), nothing))
    assert again == [b"False", b"mine"], "who has gone takes no room"


def test_large_ones_come_a_few_at_a_time_and_who_waits_does_not_work(server):
    large = bodies.SMALL + 1
    waiting = begin(server, bodies.LARGE_AT_ONCE, large)
    others = [begin(server, 1, large, f"203.0.113.{n}") for n in range(3)]
    refused = list(server(environ(Line(large), large, "198.51.100.7"), nothing))
    # All turns to work are free, though these are in the middle of a request.
    small = [
        list(server(environ(io.BytesIO(b"mine"), 4, "198.51.100.7"), nothing))
        for _one in range(bodies.AT_WORK + 1)
    ]
    end(*waiting)
    for one in others:
        end(*one)
    assert refused == [b"True", b""]
    assert small == [[b"False", b"mine"]] * (bodies.AT_WORK + 1)


def test_the_server_has_threads_for_who_waits_and_who_works():
    assert bodies.AT_WORK + bodies.COMING < THREADS
