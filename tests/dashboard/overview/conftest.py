"""Sentences are compared in English; pages take the language of the account anyway."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield
