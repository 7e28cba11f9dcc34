"""A stranger prints the card of a code a few times, and not without end."""

import pytest
from django.test import Client

from spona.identity.limiter import TooFast, spend
from spona.identity.slow_pages import STRANGER


def test_one_network_waits_and_another_prints(send):
    _tip, code = send()
    here, there = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="198.51.100.7")
    path, given = "/hu/message/card/", {"code": code}
    assert here.post(path, given).status_code == 200
    for _time in range(STRANGER.most - 1):
        spend("card", "192.0.2.0/24", STRANGER)
    with pytest.raises(TooFast):
        spend("card", "192.0.2.0/24", STRANGER)
    answer = here.post(path, given)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert not answer.cookies
    assert there.post(path, given).status_code == 200
