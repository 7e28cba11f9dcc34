import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines import moved
from spona.deadlines.actions import load_rules, start
from spona.deadlines.actions.rules import RULES
from spona.deadlines.models import EscalationStep, Rule
from spona.deadlines.queries import pick_rule
from spona.reference.words import is_cyrillic
from tests.deadlines.at import at

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def test_loading_twice_adds_nothing(rules):
    before = Rule.objects.count(), EscalationStep.objects.count()
    assert load_rules(by=Actor.system("import")) == 0
    assert (Rule.objects.count(), EscalationStep.objects.count()) == before


def test_a_changed_rule_ends_and_a_new_version_begins(rules, tmp_path):
    data = json.loads(RULES.read_text(encoding="utf-8"))
    data["rules"][0]["amount"] = 48
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert load_rules(by=Actor.system("import"), path=path) == 1
    old, new = Rule.objects.filter(key=data["rules"][0]["key"]).order_by("version")
    assert (old.amount, new.amount) == (24, 48)
    assert old.valid_to == new.valid_from
    assert new.valid_to is None


def test_a_version_begins_on_the_day_of_the_town(rules, tmp_path):
    data = json.loads(RULES.read_text(encoding="utf-8"))
    data["rules"][0]["amount"] = 48
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with at("2099-11-27 00:30"):
        load_rules(by=Actor.system("import"), path=path)
    new = Rule.objects.get(key=data["rules"][0]["key"], valid_to=None)
    assert str(new.valid_from) == "2099-11-27"


def test_a_deadline_keeps_the_rule_it_was_started_by(rules, tmp_path, subject, csw, network, bea):
    deadline = start(
        "opening",
        subject,
        institution=csw,
        network=network,
        by=bea,
        sector="social_work",
        urgency="immediate",
    )
    Rule.objects.filter(pk=deadline.rule_id).update(valid_to=DAY)
    deadline.refresh_from_db()
    assert deadline.due_at - deadline.started_at == timedelta(hours=24)


def test_only_a_law_is_shipped_as_binding():
    for row in json.loads(RULES.read_text(encoding="utf-8"))["rules"]:
        assert (row["state"] == "adopted") == (row["basis"] == "law"), row["key"]
        assert (row["basis"] == "law") <= ("Sl. glasnik RS" in row["source"]), row["key"]
        assert row["state"] == "proposed" or row["decision"], row["key"]


def test_each_shipped_rule_has_words_in_cyrillic_and_english():
    for row in json.loads(RULES.read_text(encoding="utf-8"))["rules"]:
        assert is_cyrillic(row["words"]["sr"]), row["key"]
        assert row["words"]["en"], row["key"]


@pytest.mark.parametrize(
    ("event", "sector", "urgency", "key"),
    [
        ("opening", "social_work", "immediate", "opening-csw-immediate"),
        ("answer", "social_work", "regular", "answer-csw-regular"),
        ("opening", "health", "urgent", "opening-urgent"),
        ("answer", "centre", "urgent", "answer-centre"),
        ("decision", "centre", "regular", "decision-centre"),
        ("plan_review", "social_work", "", "plan-review"),
    ],
)
def test_the_most_fitting_rule_is_picked(rules, event, sector, urgency, key):
    assert pick_rule(event, sector, urgency, DAY).key == key


def test_an_unknown_event_has_no_rule(rules):
    assert pick_rule("sunrise", "social_work", "urgent", DAY) is None


def test_a_rule_holds_only_between_its_dates(rules):
    rule = Rule.objects.get(key="plan-review")
    rule.valid_from, rule.valid_to = DAY, DAY + timedelta(days=2)
    rule.save()
    assert pick_rule("plan_review", "", "", DAY - timedelta(days=1)) is None
    assert pick_rule("plan_review", "", "", DAY) is not None
    assert pick_rule("plan_review", "", "", DAY + timedelta(days=2)) is None


def test_only_the_server_loads(bea):
    with pytest.raises(Denied):
        load_rules(by=bea)


def test_moved_adds_up_and_ends():
    from spona.deadlines import now

    start_of_test = now()
    with moved(timedelta(days=1)), moved(timedelta(hours=1)):
        assert now() - start_of_test >= timedelta(days=1, hours=1)
    assert now() - start_of_test < timedelta(minutes=1)


def test_the_setting_moves_a_whole_process(settings):
    from spona.deadlines import now

    real = now()
    settings.CLOCK_OFFSET = timedelta(days=3)
    assert now() - real >= timedelta(days=3)


def test_the_database_keeps_one_open_version_of_a_rule(rules):
    rule = Rule.objects.get(key="plan-review")
    for change in ({"version": 2}, {"valid_to": DAY}):
        rule.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.create(**{**_says(rule), **change})


def test_the_database_keeps_one_step_of_an_order(rules):
    with pytest.raises(IntegrityError), transaction.atomic():
        EscalationStep.objects.create(event="", order=1, to="deputy", after_percent=10)


def _says(rule):
    return {f.name: getattr(rule, f.name) for f in Rule._meta.fields if f.name != "id"}
