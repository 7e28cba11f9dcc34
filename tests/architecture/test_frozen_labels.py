"""What a tag or the log binds of a model is a literal: no rename of code may change it.

`frozen_labels.json` is append-only: of each model a row of made-up values, and the tag of the
first release over it under a key that is used nowhere else.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from spona.directory.models.row_integrity import Authenticated
from spona.projects.models import Part
from spona.reference.models import Signed

VECTORS = Path(__file__).with_name("frozen_labels.json")
IDENT = uuid.UUID("6f0f3c2e-8a57-4b52-9d3a-0d8f4f2f9a11")


def of(kind):
    return [m for m in apps.get_models() if issubclass(m, kind) and not m._meta.abstract]


def made_up(field):
    """A value for a column, the same for ever."""
    plain = field.target_field if isinstance(field, models.ForeignKey) else field
    match plain:
        case models.UUIDField():
            return IDENT
        case models.BooleanField():
            return True
        case models.DateTimeField():
            return dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
        case models.DateField():
            return dt.date(2026, 11, 28)
        case models.TimeField():
            return dt.time(9, 30)
        case models.DurationField():
            return dt.timedelta(hours=36)
        case models.DecimalField():
            return Decimal("42.5")
        case models.JSONField():
            return {"sr": "Ниш", "en": "Niš"}
        case models.BinaryField():
            return b"\x00\xff"
        case models.IntegerField():
            return 7
    return "Ниш"


def tag_of(model):
    row = model(pk=made_up(model._meta.pk))
    for name in model.signed_fields:
        field = model._meta.get_field(name)
        setattr(row, field.attname, made_up(field))
    return bytes(row.stamp().mac).hex()


@pytest.fixture(autouse=True)
def _key_of_the_vectors(settings):
    settings.SECRETS = settings.SECRETS | {"mac": bytes(range(32))}


def test_every_signed_model_has_the_tag_of_the_first_release():
    found = {model.signed_label: tag_of(model) for model in of(Signed)}
    assert found == json.loads(VECTORS.read_text(encoding="utf-8"))


def test_each_label_is_a_literal_of_its_own_model():
    """Taken over from a parent, two tables would sign each other's rows."""
    assert [m for m in of(Signed) if "signed_label" not in m.__dict__] == []
    assert [m for m in of(Part) if "frozen_kind" not in m.__dict__] == []
    labels = [model.signed_label for model in of(Signed)]
    assert len(labels) == len(set(labels))


def test_in_the_log_no_two_tables_are_called_alike():
    kinds = [model.row_kind() for model in of(Authenticated)]
    assert len(kinds) == len(set(kinds))
