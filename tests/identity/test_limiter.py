from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spona.identity import jobs, limiter
from spona.identity.limiter import ONE_NAME, ONE_NETWORK, TooFast, admit, forgive, network_prefix
from spona.identity.models import Attempt


def knock(ana, address, **other):
    return Client(REMOTE_ADDR=address).post("/sr/login/", ana.credentials(**other))


def wrong_often(ana, address="192.0.2.7"):
    for _try in range(ONE_NAME.free + 1):
        assert knock(ana, address, password="nije to ova", code="000000").status_code == 200


def test_a_guesser_has_to_wait_and_is_told_how_long(ana):
    wrong_often(ana)
    response = knock(ana, "192.0.2.7")
    assert response.status_code == 429
    assert response["Retry-After"] in ("1", "2")
    assert response["Retry-After"] in response.context["wait"]
    assert 'value="ana.r"' in response.content.decode()


def test_the_victim_comes_in_from_another_network(ana):
    wrong_often(ana)
    assert knock(ana, "198.51.100.7").status_code == 302


def test_the_neighbour_of_a_guesser_waits_with_the_same_name_only(ana, bea):
    wrong_often(ana)
    assert knock(ana, "192.0.2.200").status_code == 429
    assert knock(bea, "192.0.2.200").status_code == 302


def test_after_the_wait_the_right_password_opens_and_all_is_forgiven(ana):
    wrong_often(ana)
    Attempt.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert knock(ana, "192.0.2.7").status_code == 302
    assert knock(ana, "192.0.2.7", password="nije to ova", code="000000").status_code == 200
    assert knock(ana, "192.0.2.7").status_code == 302


def test_a_refused_try_is_not_counted(ana):
    wrong_often(ana)
    before = sorted(Attempt.objects.values_list("count", flat=True))
    knock(ana, "192.0.2.7")
    assert sorted(Attempt.objects.values_list("count", flat=True)) == before


def test_the_wait_grows_and_never_becomes_a_lock():
    waits = [ONE_NAME.wait(count).total_seconds() for count in range(12)]
    assert waits == [0, 0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64]
    assert ONE_NAME.wait(10**6).total_seconds() == 900
    assert ONE_NETWORK.wait(10**6).total_seconds() == 60


def test_many_names_from_one_network_wait_too(db):
    for n in range(ONE_NETWORK.free + 1):
        admit("sign in", f"name{n}", "203.0.113.9")
    with pytest.raises(TooFast) as wait:
        admit("sign in", "another", "203.0.113.77")
    assert wait.value.seconds in (1, 2)
    admit("sign in", "another", "198.51.100.1")


def test_no_row_tells_name_or_address(ana):
    wrong_often(ana)
    stored = [
        str([getattr(row, f.attname) for f in row._meta.fields]) for row in Attempt.objects.all()
    ]
    assert stored
    assert not any(word in row for row in stored for word in ("192.0.2", "ana", "sign in"))


def test_rows_of_another_day_have_another_key(db, monkeypatch):
    first = admit("sign in", "ana.r", "192.0.2.1")
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(limiter.timezone, "now", lambda: tomorrow)
    second = admit("sign in", "ana.r", "192.0.2.1")
    assert not {first.one_name, first.one_network} & {second.one_name, second.one_network}
    assert Attempt.objects.count() == 4


def test_rows_vanish_after_a_day(db):
    admit("sign in", "ana.r", "192.0.2.1")
    assert jobs.forget_attempts() == 0
    Attempt.objects.update(at=timezone.now() - jobs.A_DAY)
    assert jobs.forget_attempts() == 2
    assert not Attempt.objects.exists()


def test_forgiving_what_is_forgotten_already_does_no_harm(db):
    ticket = admit("sign in", "ana.r", "192.0.2.1")
    forgive(ticket)
    forgive(ticket)
    assert Attempt.objects.get().count == 0
    Attempt.objects.all().delete()
    forgive(ticket)


def test_purposes_are_counted_apart(db):
    one = admit("sign in", "ana.r", "192.0.2.1")
    other = admit("recover", "ana.r", "192.0.2.1")
    assert one.one_name != other.one_name
    assert one.one_network == other.one_network


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_is_named_by_its_prefix(address, prefix):
    assert network_prefix(address) == prefix


def test_two_right_tries_at_the_same_instant_are_both_let_in(db, monkeypatch):
    """The second one's deadline may be read before the first one's row is written."""
    from datetime import timedelta

    from django.utils import timezone

    from spona.identity import limiter

    late = timezone.now()
    limiter.admit("sign in", "one", "192.0.2.1")
    monkeypatch.setattr(limiter.timezone, "now", lambda: late - timedelta(milliseconds=5))
    limiter.admit("sign in", "two", "192.0.2.1")
