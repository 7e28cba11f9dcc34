"""Attacks on papers to sign: what stands on the copy that the person carries."""

from __future__ import annotations

import pytest

from spona.cases.careplan import actions as careplan
from spona.cases.careplan.plan import Need
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.referrals.actions import assign
from spona.cases.team.actions import assign_file
from spona.identity.models import Account
from tests.cases.moving import text_of
from tests.cases.test_papers_to_sign import FILE, PERSON, decided, flat, pdf, sent


@pytest.fixture
def led(world, accepted):
    Account.objects.update(language="en")
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network__town", "box", "owner_institution").get(
        pk=accepted.to_case_id
    )


def test_nothing_that_somebody_typed_stands_on_the_copy_that_is_carried(world, led):
    """The number of a decision begins with letters that say whose it is; a language with a name."""
    typed = {"number": "ЦЗЖТЉ-12/2026", "told_language": "ромски, Сузана Невидљива"}
    at = f"decision/{decided(world, led, **typed).id}/"
    browser = world.vera.sign_in()
    kept = flat(pdf(sent(browser, led, at, **FILE)))
    for said in typed.values():
        assert said in kept
    for language in ("sr", "sr-latn", "en"):
        carried = flat(pdf(sent(browser, led, at, language=language, **PERSON)))
        for word in ("ЦЗЖТЉ", "CZŽTLJ", "Сузана", "Suzana", "12/2026"):
            assert word not in carried, word


def test_a_plan_in_which_nobody_looked_for_the_name_is_not_carried(world, led):
    """Whoever works on the plan need not open the name."""
    name = text_of(led, "name", world.vera)["name"]
    need = Need(area="safety", need=f"Да {name} спава мирно")
    careplan.add_need(led, need, **world.vera.can)
    browser = world.vera.sign_in()
    assert sent(browser, led, "plan/", **PERSON).status_code == 422
    parts = sorted(set(SECTIONS) - {"name"})
    assign_file(led, member=world.vera.member, sections=parts, **world.bea.can)
    answer = sent(browser, led, "plan/", **PERSON)
    assert answer.status_code == 422
    assert "A colleague who opens it makes this paper" in answer.content.decode()
    pdf(sent(browser, led, "plan/", **FILE))
