"""What of a packet goes into the file that is opened for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from spona.cases.case.sections import empty_sections
from spona.cases.referrals.packet import Body, Cover

type Document = dict[str, Any]


def documents_for_file(cover: Cover, body: Body | None) -> dict[str, Document]:
    """All nine sections. With `body` None (it rests on agreement) every one is empty: what
    was never copied ends with the agreement.
    """
    documents = empty_sections()
    if body is None:
        return documents
    # What came out of a file keeps its shape; the parts of the packet go on top of it.
    documents |= {name: dict(text) for name, text in body.sections.items() if name in documents}
    documents["identity"] |= {
        "age": cover.age, "age_detail": cover.age_detail, "language": cover.language,
    }  # fmt: skip
    documents["contact"] |= {"safe": cover.safe, "how_to_reach": cover.how_to_reach}
    documents["account"] |= {"asked": cover.asked, "call": asdict(cover.call)}
    if body.who:
        documents["name"]["name"] = body.who.name
        # The name lies in its own small section only, so that a page can mask it.
        documents["identity"] |= {"born": body.who.born, "more": body.who.more}
    if body.reach:
        documents["contact"] |= asdict(body.reach)
    if body.account:
        documents["account"] |= asdict(body.account)
    if body.signs:
        documents["account"]["signs"] = body.signs.to_document()
    documents["account"]["certainty"] = body.sender.certainty
    documents["legal"]["ground"] = body.ground.to_document()
    return documents
