import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written in the code."""
    with translation.override("en"):
        yield
