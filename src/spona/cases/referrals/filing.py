"""What of a packet goes into the file that is opened for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from spona.cases.case.sections import empty_sections
from spona.cases.referrals.packet import Body, Cover

type Document = dict[str, Any]


def documents_for_file(cover: Cover, body: Body | None) -> dict[str, Document]:
    """All nine sections; with `body` None (it rests on agreement) nothing of it is in them.

    The cover was open to the recipient before anybody accepted, so age, language and how to
    reach the person safely are the file's own from the start.
    """
    documents = empty_sections()
    documents["identity"] |= {
        "age": cover.age, "age_detail": cover.age_detail, "language": cover.language,
    }  # fmt: skip
    documents["contact"] |= {"safe": cover.safe, "how_to_reach": cover.how_to_reach}
    documents["account"] |= {"asked": cover.asked, "call": asdict(cover.call)}
    if body is None:
        return documents
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
