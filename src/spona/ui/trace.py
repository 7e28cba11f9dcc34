"""How a number is made, in one shape for every page: the rule, the time, what it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, with the day in words; the address, and how sure it is, where these are known.

    `lang`: of a text that is shown as it was collected.
    """

    words: Text
    url: str = ""
    certainty: Text = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Where the reader opens what the number is made of: a page that answers them anyway, by its
    own guard. Whoever makes a trace gives it to nobody else.
    """

    words: Text
    url: str


@dataclass(frozen=True, slots=True)
class Trace:
    """`key`: one of the page. `release`: the snapshot, sheet, round or list that it was read from.

    Either `facts`, or `closed`: why there is no list of them for this reader. Nothing in it may
    follow from a number that the page does not show.
    """

    key: str
    rule: Text
    period: Text = ""
    release: Text = ""
    sources: Sequence[Source] = field(default=())
    facts: Facts | None = None
    closed: Text = ""

    def __post_init__(self) -> None:
        if (self.facts is None) == (not self.closed):
            raise ValueError(f"{self.key}: either where the facts are, or why they are not shown")

    @property
    def id(self) -> str:
        """What `aria-details` of the number says."""
        return f"made-{self.key}"
