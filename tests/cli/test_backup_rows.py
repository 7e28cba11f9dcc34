"""A value comes out of a line of JSON exactly as it went in."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.db import models

from spona.cli.backup.tables import columns, decoded, encoded, tables

INSTANT = dt.datetime(2026, 11, 25, 1, 2, 3, 456789, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.BinaryField(), bytes(range(256))),
        (models.DateTimeField(), INSTANT),
        (models.DateField(), dt.date(2024, 2, 29)),
        (models.TimeField(), dt.time(8, 30)),
        (models.DurationField(), dt.timedelta(days=-3, seconds=5, microseconds=7)),
        (models.UUIDField(), uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")),
        (
            models.DecimalField(max_digits=14, decimal_places=2),
            Decimal("0.10"),
        ),
        (models.JSONField(), {"a": [1, None, "ш"], "b64": "x"}),
        (models.TextField(), "Ђорђе\n\0\u2028"),
        (models.BooleanField(), False),
        (models.BigIntegerField(), 2**60),
        (models.TextField(null=True), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_there_and_back(field, value):
    line = json.dumps(encoded(field, value))
    back = decoded(field, json.loads(line))
    assert back == value
    assert type(back) is type(value)


def test_every_column_has_a_type_that_a_backup_can_hold():
    known = (
        models.BinaryField, models.DateTimeField, models.DateField, models.DurationField,
        models.UUIDField, models.DecimalField, models.JSONField, models.CharField,
        models.TextField, models.BooleanField, models.IntegerField, models.FloatField,
        models.TimeField,
    )  # fmt: skip
    for label, model in tables().items():
        for field in columns(model):
            plain = field
            while plain.remote_field is not None:
                plain = plain.target_field
            assert isinstance(plain, known), f"{label}.{field.name}"


# Each points to the other; both databases check foreign keys at the end of the transaction.
TOGETHER = {("meetings.point", "meetings.decision")}


def test_each_table_comes_after_those_it_points_to():
    seen = set()
    for label, model in tables().items():
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target is None or (label, target._meta.label_lower) in TOGETHER:
                continue
            if target is not model:
                assert target._meta.label_lower in seen, f"{label} comes before {target}"
        seen.add(label)


def test_sessions_and_counted_tries_are_in_no_backup():
    assert {"identity.session", "identity.attempt"}.isdisjoint(tables())
    assert {"identity.account", "vault.grant", "audit.entry", "access.usedtoken"} <= set(tables())
