"""What one may not know exists is a 404, on every path."""

import pytest

VERBS = ["open", "accept", "file", "assign", "start", "feedback", "finish", "number", "name"]


@pytest.mark.parametrize("name", ["cora", "nina", "hana", "kosta", "vera", "direktor"])
def test_nobody_from_outside_sees_that_a_reference_exists(world, accepted, name):
    browser = world.people[name].sign_in()
    path = f"/r/{accepted.reference}/"
    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}report.pdf").status_code == 404
    assert browser.get(f"/cases/{accepted.to_case.reference}/").status_code in (403, 404)
    for verb in VERBS:
        # A role that never does this is refused before anybody looks whether the row exists.
        assert browser.post(f"{path}{verb}/").status_code in (403, 404), verb


def test_the_excluded_holder_gets_a_404_for_the_row_and_an_empty_queue(world):
    from tests.cases.flow import sent

    ana = world.ana.sign_in()
    path = sent(ana, world, related="yes", people=[str(world.boris.member.person_id)])
    boris, bea = world.boris.sign_in(), world.bea.sign_in()
    assert boris.get(path).status_code == 404
    assert path not in boris.get("/inbox/").content.decode()
    assert bea.get(path).status_code == 200


def test_a_role_without_a_queue_is_told_where_to_look(world):
    answer = world.ana.sign_in().get("/inbox/")
    assert answer.status_code == 403


def test_without_a_login_every_path_leads_to_the_login(world, accepted, client):
    for path in ("/signs/", "/reports/", "/inbox/", f"/r/{accepted.reference}/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
