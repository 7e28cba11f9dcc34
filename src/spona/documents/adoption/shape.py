"""What stands on the papers: plain data, given by the caller. An empty text is a dotted line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HolderLine:
    """Somebody who opens what arrives. `words`: the eight of their key; empty before they have
    one.
    """

    name: str
    position: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joining:
    """Decision of an institution: it joins, who speaks for it, who opens what arrives."""

    institution: str
    network: str
    member: str = ""
    deputy: str = ""
    mandate: str = ""
    holders: tuple[HolderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatLine:
    institution: str
    member: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class LegalAct:
    """An act as the table of legal bases names it, with how sure that is."""

    name: str
    certainty: str
    lawyer_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """Who sits in the network and what was agreed; each institution signs its own line."""

    network: str
    town: str
    form: str = ""
    founding: str = ""
    founded: str = ""
    coordinated_by: str = ""
    coordinator: str = ""
    deputy: str = ""
    officer: str = ""
    seats: tuple[SeatLine, ...] = ()
    conditions: tuple[str, ...] = ()
    acts: tuple[LegalAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidentiality:
    """One page for each holder; one with dotted lines where nobody is named yet."""

    institution: str
    holders: tuple[HolderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SafeRecord:
    """That a paper key went into the safe. Its public fingerprint, never a part of the key."""

    institution: str
    version: int
    printed_on: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    what: str
    whom: str
    time: str
    source: str
    certainty: str
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class DeadlineList:
    network: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number that somebody has called, and when; `called` empty for the emergency number."""

    label: str
    number: str
    called: str = ""


@dataclass(frozen=True, slots=True)
class HowToReport:
    """One page for the wall. Only numbers that were confirmed by a call."""

    town: str
    emergency: NumberLine
    numbers: tuple[NumberLine, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What is told to a person before anything is written down: to read, and to read out."""

    institution: str


@dataclass(frozen=True, slots=True)
class OfNetwork:
    """What the papers about data protection say of a network."""

    network: str
    town: str
    coordinator: str = ""
    officer: str = ""
    institutions: tuple[str, ...] = ()
    acts: tuple[LegalAct, ...] = ()


@dataclass(frozen=True, slots=True)
class JointControllers(OfNetwork):
    """How the institutions answer together; each signs its own line."""


@dataclass(frozen=True, slots=True)
class ProcessorContract(OfNetwork):
    """What whoever runs the server promises."""


@dataclass(frozen=True, slots=True)
class ImpactAssessment(OfNetwork):
    """What could happen to people, what is done against it, what remains."""


@dataclass(frozen=True, slots=True)
class OperatorSheet(OfNetwork):
    """Who is to run the server: for the meeting that decides."""


@dataclass(frozen=True, slots=True)
class Requirements(OfNetwork):
    """What server, desks and people have to bring."""


@dataclass(frozen=True, slots=True)
class OfInstitution:
    """The same of one institution."""

    institution: str
    network: str
    acts: tuple[LegalAct, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessingRecord(OfInstitution):
    """What one controller does with whose data."""


@dataclass(frozen=True, slots=True)
class Incident(OfInstitution):
    """To fill in while it is going on, with the 72 hours on top, and whom to tell."""

    coordinator: str = ""
    officer: str = ""
