"""The sealed shape of an approval: who asked whom to look at which text, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

type Document = dict[str, Any]

SECTION: Final = "assessment_approval"
# The part that is looked at.
ABOUT: Final = "assessment"


@dataclass(frozen=True, slots=True)
class Asked:
    """`person` and `member` are ids of who asked, `to` the membership that was chosen."""

    by: str
    person: str
    member: str
    to: str
    to_name: str
    at: str
    revision: int

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: `what` is asked, taken_back, sent_back or approved; `words` its reason.

    `revision`: of the text to which it belongs.
    """

    what: str
    at: str
    by: str
    revision: int
    words: str = ""

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Approval:
    """`asked` is None where nobody waits for a second person."""

    asked: Asked | None = None
    happened: tuple[Happened, ...] = ()

    def to_document(self) -> Document:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: Document) -> Approval:
        asked = document["asked"]
        return cls(
            Asked(**asked) if asked else None,
            tuple(Happened(**one) for one in document["happened"]),
        )

    def then(self, one: Happened) -> Approval:
        return replace(self, happened=(*self.happened, one))

    @property
    def approved(self) -> Happened | None:
        """The last text that two people stand behind; later ones may have been written since."""
        found = [one for one in self.happened if one.what == "approved"]
        return found[-1] if found else None

    @property
    def sent_back(self) -> Happened | None:
        """Why it came back, as long as nobody sent it again."""
        last = self.happened[-1] if self.happened else None
        return last if last is not None and last.what == "sent_back" else None

    @property
    def by_revision(self) -> dict[int, Happened]:
        """Number of a text → who approved it."""
        return {one.revision: one for one in self.happened if one.what == "approved"}
