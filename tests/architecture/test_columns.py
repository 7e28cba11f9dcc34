"""Whoever steals the database reads the clear columns: each one stands in a list, by name."""

from pathlib import Path

from django.db import models

from tools.docs.command import column_class, own_models

LIST = Path(__file__).with_name("clear_columns.txt")
HOW = (
    "{column} is readable for whoever steals the database. If it says nothing about a person "
    "(no age, sex, health, permit, place, name, nothing written by hand about a case), add it to "
    "tests/architecture/clear_columns.txt; otherwise seal it: a BinaryField named `sealed`, "
    "`wrapped` or `…_sealed`."
)
# Words about a person, in the languages of the field. Columns of the directory that tell of
# workers and institutions are no exception: none of them needs such a word.
PERSONAL = (
    "age", "born", "birth", "sex", "gender", "child", "minor", "health", "illness", "pregnan",
    "nationality", "citizen", "ethnic", "religion", "permit", "passport", "jmbg", "disab",
    "victim", "exploit", "traffick", "language_of_person", "parent", "guardian", "address",
    "surname", "first_name", "last_name", "diagnos", "orientation", "marital", "shelter",
)  # fmt: skip
# Columns about lists, laws and bodies; none of them belongs to a person in a case.
NOT_A_PERSON = {
    "reference.Indicator.exploitation": "of the list of signs: the form a sign points to",
    "reference.Indicator.age": "of the list of signs: whom a sign is about",
    "reference.LegalBasis.age": "of the law: which article counts for whom",
    "services.Location.address": "of an office; a confidential one must have none (services' tests)",
    "services.Service.minimum_age": "of a service: for whom it is meant",
    "services.Service.maximum_age": "of a service: for whom it is meant",
    "directory.Institution.address": "of an office; a confidential one must have none (tested below)",
}
# A word inside another one.
HARMLESS = {"addressee", "message", "language", "disabled_at", "page", "packet", "storage", "usage"}


def columns():
    """(label.column, field) of every clear column."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            if column_class(field) == "clear":
                yield f"{model._meta.label}.{field.column}", field


def listed() -> set[str]:
    lines = LIST.read_text().splitlines()
    return {line.split("#")[0].strip() for line in lines} - {""}


def test_every_clear_column_is_on_the_list():
    new = sorted(name for name, _field in columns() if name not in listed())
    assert new == [], "\n".join(HOW.format(column=name) for name in new)


def test_the_list_holds_no_column_that_is_gone():
    assert sorted(listed() - {name for name, _field in columns()}) == []


def test_no_clear_column_is_named_after_an_attribute_of_a_person():
    named = []
    for name, _field in columns():
        column = name.rsplit(".", 1)[1]
        rest = column
        for word in HARMLESS:
            rest = rest.replace(word, "")
        named += [name for word in PERSONAL if word in rest]
    assert sorted(set(named) - set(NOT_A_PERSON)) == []
    assert set(NOT_A_PERSON) - set(named) == set(), "an exception is no longer needed"


def test_the_database_itself_refuses_an_address_of_a_shelter():
    """Rule 10 of the field: a confidential place shows its front gate only."""
    from spona.directory.models import Institution

    rules = [
        str(one.condition) for one in Institution._meta.constraints if hasattr(one, "condition")
    ]
    assert any("confidential" in rule and "address" in rule for rule in rules)


def test_sealed_and_key_columns_hold_bytes_or_hashes():
    """A text column cannot be made secret by its name."""
    wrong = []
    for model in own_models():
        for field in model._meta.concrete_fields:
            if column_class(field) == "sealed" and not isinstance(field, models.BinaryField):
                wrong.append(f"{model._meta.label}.{field.name}: {type(field).__name__}")
    assert wrong == []


def test_no_app_with_cases_has_a_long_clear_text():
    """Where cases live, a clear text is a code: short, or a choice, or a reference."""
    # Each part of a file at most once, by its code.
    codes = {"cases.Agreement.part_codes"}
    wrong = [
        name
        for name, field in columns()
        if name.startswith(("cases.", "vault.", "tasks.", "deadlines.Deadline", "deadlines.Step"))
        and (isinstance(field, models.TextField | models.JSONField)
             or (isinstance(field, models.CharField) and (field.max_length or 0) > 64))
        and name not in codes
    ]  # fmt: skip
    assert wrong == []


def test_every_model_of_ours_has_a_uuid_made_in_python_as_its_key():
    other = {
        "access.UsedToken": "the token itself",
        "audit.Lane": "the id of the institution",
    }
    wrong = [
        model._meta.label
        for model in own_models()
        if model._meta.label not in other
        and not (isinstance(model._meta.pk, models.UUIDField) and model._meta.pk.has_default())
        and not model._meta.pk.remote_field
    ]
    assert wrong == []
