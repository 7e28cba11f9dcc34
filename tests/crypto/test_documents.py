import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto.aead import new_key, open_sealed, seal
from spona.crypto.documents import open_document, seal_document
from spona.crypto.errors import Unopenable
from spona.crypto.padding import pad, unpad

text = st.text(st.characters(exclude_categories=["Cs"]))
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=10,
)


@given(st.dictionaries(text, values), st.integers())
def test_what_was_sealed_opens(content: dict[str, Any], schema: int) -> None:
    key = new_key()
    document = {**content, "schema": schema}
    envelope = seal_document(key, document, aad=b"label")
    assert open_document(key, envelope, aad=b"label") == document


def test_the_text_inside_is_canonical() -> None:
    key = new_key()
    document = {"schema": 1, "име": "Đorđe", "a": {"z": 1, "b": [True, None]}}
    envelope = seal_document(key, document, aad=b"")
    inside = unpad(open_sealed(key, envelope, aad=b""))
    expected = '{"a":{"b":[true,null],"z":1},"schema":1,"име":"Đorđe"}'
    assert inside.decode() == expected


def test_short_documents_are_of_one_size() -> None:
    key = new_key()
    contents = ["", "Milica", "Milica Petrović, rođena 2009, Vranje", "x" * 400]
    sizes = {
        len(seal_document(key, {"schema": 1, "text": content}, aad=b"")) for content in contents
    }
    assert sizes == {512 + 41}


@pytest.mark.parametrize("schema", [None, "1", 1.0, True])
def test_a_document_without_a_schema_is_not_sealed(schema: object) -> None:
    with pytest.raises(ValueError, match="schema"):
        seal_document(new_key(), {"schema": schema}, aad=b"")
    with pytest.raises(ValueError, match="schema"):
        seal_document(new_key(), {}, aad=b"")


def test_what_json_cannot_say_is_not_sealed() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            seal_document(new_key(), {"schema": 1, "value": value}, aad=b"")
    with pytest.raises(TypeError):
        seal_document(new_key(), {"schema": 1, "value": b"bytes"}, aad=b"")


def test_a_changed_envelope_opens_nothing(
    damaged: Callable[[bytes], Iterator[bytes]],
) -> None:
    key = new_key()
    for envelope in damaged(seal_document(key, {"schema": 1}, aad=b"label")):
        with pytest.raises(Unopenable):
            open_document(key, envelope, aad=b"label")


def test_a_wrong_key_or_place_opens_nothing() -> None:
    key = new_key()
    envelope = seal_document(key, {"schema": 1}, aad=b"label")
    with pytest.raises(Unopenable):
        open_document(new_key(), envelope, aad=b"label")
    with pytest.raises(Unopenable):
        open_document(key, envelope, aad=b"other")


@pytest.mark.parametrize(
    "content",
    [b"no json", b"\xff\xfe\xff", json.dumps([1]).encode(), b"{}", b'{"schema":true}'],
)
def test_what_is_no_document_does_not_pass_for_one(content: bytes) -> None:
    key = new_key()
    envelope = seal(key, pad(content), aad=b"")
    with pytest.raises(Unopenable):
        open_document(key, envelope, aad=b"")
