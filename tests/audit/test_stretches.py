"""What is read column by column is read as strictly as a row."""

import uuid

import pytest

from spona.audit import stretches
from spona.crypto.encoding import canonical

ID = uuid.UUID("7b0d7a55-5a7e-4f0e-9d6c-3f2a1b4c5d6e")


def test_an_id_is_encoded_as_everywhere():
    for text in (ID.hex, str(ID)):
        assert stretches._uuid(text) == canonical(ID)
    assert stretches._uuid(None) == canonical(None)


@pytest.mark.parametrize(
    "text", [f"{ID.hex[:2]} {ID.hex[2:]}", ID.hex[:-2], ID.hex + "00", "x" * 32]
)
def test_what_was_planted_beside_an_id_is_no_id(text):
    with pytest.raises(ValueError, match=r"id|hex"):
        stretches._uuid(text)
