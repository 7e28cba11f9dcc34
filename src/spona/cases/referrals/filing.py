"""What of a packet goes into the file that is opened for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from spona.cases.case.sections import NOT_KNOWN, empty_sections
from spona.cases.fields.case_fields import FIELDS
from spona.cases.referrals.facts import addition_lines
from spona.cases.referrals.packet import Addition, Body, Cover

type Document = dict[str, Any]


def documents_for_file(cover: Cover, body: Body | None) -> dict[str, Document]:
    """All sections. With `body` None (it rests on agreement) every one is empty: what
    was never copied ends with the agreement.
    """
    documents = empty_sections()
    if body is None:
        return documents
    # What came out of a file keeps its shape; the parts of the packet go on top of it.
    documents |= {name: dict(text) for name, text in body.sections.items() if name in documents}
    # By part: the sender has a name and a phone too, and theirs are not the person's.
    given: dict[str, Mapping[str, Any]] = {
        "cover": asdict(cover), "sender": asdict(body.sender), "who": body.who or {},
        "reach": body.reach or {}, "account": body.account or {},
    }  # fmt: skip
    for field in FIELDS:
        texts = given.get(field.part, {})
        # The name lies in its own small section only, so that a page can mask it.
        if field.section in documents and field.name in texts:
            documents[field.section][field.name] = texts[field.name]
        if field.section in documents and field.name in texts.get(NOT_KNOWN, ()):
            known = documents[field.section].get(NOT_KNOWN, [])
            documents[field.section][NOT_KNOWN] = list(dict.fromkeys((*known, field.name)))
    if body.additions:
        # The file's own text from here on, as all that is copied into it.
        noticed = (documents["account"].get("noticed", ""), *map(_added, body.additions))
        documents["account"]["noticed"] = "\n\n".join(filter(None, noticed))
    if body.signs:
        documents["account"]["signs"] = body.signs.to_document()
    documents["legal"]["ground"] = body.ground.to_document()
    return documents


def _added(addition: Addition) -> str:
    """What was added, as one text: the day, the words, and each sign that was answered."""
    day = addition.written_at
    head = [f"{timezone.localtime(day):%d. %m. %Y. %H:%M}"] if day else []
    return "\n".join([*head, *addition_lines(addition)])
