from spona.cases.go import file_path, referral_path


def test_a_reference_leads_to_its_page_for_those_who_may_know_it(world, accepted):
    path = f"/r/{accepted.reference}/"
    for name in ("ana", "bea", "boris"):
        assert referral_path(accepted.reference, world.people[name].actor) == path
    for name in ("cora", "kosta", "vera", "hana", "nina"):
        assert referral_path(accepted.reference, world.people[name].actor) is None


def test_a_file_leads_to_its_page_at_its_owner_only(world, accepted):
    reference = accepted.to_case.reference
    assert file_path(reference, world.bea.actor) == f"/cases/{reference}/"
    assert file_path(reference, world.ana.actor) is None
    assert file_path("F-0000-00", world.bea.actor) is None
