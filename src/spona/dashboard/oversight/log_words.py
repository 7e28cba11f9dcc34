"""What a line of an institution's log says to whoever oversees it, and under which kind it stands.

Of the way of a case only that something was written: which step it was would tell of the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# That somebody was excluded is told to nobody who did not exclude them. Single accesses tell it
# too: the others get theirs by name at that moment. Who was let into a file has a line of its own.
_UNTOLD: Final = (
    "mark:locked_out", "case:locked_out", "case:holders_named",
)  # fmt: skip
# A notice only repeats what it is about, and who gets none may be excluded.
_UNTOLD_HALVES: Final = ("grant:", "box:", "notice:")

READING, WORK, KEYS, PEOPLE, DATA, SENT, OTHER = (
    "reading", "work", "keys", "people", "data", "sent", "other",
)  # fmt: skip
KINDS: Final[Mapping[str, Promise]] = {
    READING: _("Reading and taking out"),
    WORK: _("Work in files"),
    KEYS: _("Keys and access"),
    PEOPLE: _("People and sign-in"),
    DATA: _("Keeping, destroying, requests about data"),
    SENT: _("Reports, referrals and messages"),
    OTHER: _("The rest"),
}
# Names that stand elsewhere than their first half says.
_ONES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("section:read", "section:read_many", "section:looked_through", "case:printed",
         "case:exported", "export:begun", "export:finished",
         "case:opened_in_need", "list:exported", "code:read", "paper:read", "case:told"),
        READING,
    ),
    **dict.fromkeys(("case:assigned", "case:unassigned"), KEYS),
    **dict.fromkeys(
        ("case:retention_set", "case:retention_postponed", "case:destroying_asked",
         "case:destroying_left", "case:destroyed", "section:erasure_asked",
         "section:erasure_refused", "section:erasure_lapsed", "section:text_erased"),
        DATA,
    ),
}  # fmt: skip
_FIRST_HALVES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("case", "section", "work", "task", "clock"), WORK),
    **dict.fromkeys(
        ("holder", "intake_key", "paper_key", "code", "key", "agreement"), KEYS
    ),
    **dict.fromkeys(
        ("member", "person", "invitation", "role", "seat", "session", "account", "absence", "duty",
         "access"),
        PEOPLE,
    ),
    **dict.fromkeys(("data_request", "retention", "ending"), DATA),
    **dict.fromkeys(("referral", "draft", "tip", "conference"), SENT),
}  # fmt: skip

# What was done where no sentence says more: an act, as the sentences are.
_ACTS: Final[Mapping[str, Promise]] = {
    READING: _("read or took out something"),
    WORK: _("worked in a file"),
    KEYS: _("changed keys or access"),
    PEOPLE: _("changed something about people or sign-in"),
    DATA: _("changed something about keeping or a request about data"),
    SENT: _("worked on a report, a referral or a message"),
    OTHER: _("did something else"),
}
_SENTENCES: Final[Mapping[str, Promise]] = {
    "section:read": _("read a part of a file"),
    "section:read_many": _("read parts of files"),
    "section:looked_through": _("looked through names to find a file"),
    "case:printed": _("printed a whole file"),
    "case:exported": _("took out a file with all others"),
    "export:begun": _("began to take out all files"),
    "export:finished": _("took out all files, to the end"),
    "case:opened_in_need": _("opened a colleague’s file for three hours"),
    "case:told": _("showed a person who knows what of them"),
    "list:exported": _("took out a list"),
    "case:opened": _("opened a file"),
    "case:assigned": _("let a colleague into a file"),
    "case:unassigned": _("took a colleague out of a file"),
    "case:closed": _("confirmed that a file is closed"),
    "case:reopened": _("opened a closed file again"),
    "case:retention_set": _("set how long a file is kept"),
    "case:retention_postponed": _("postponed the end of keeping"),
    "case:destroying_asked": _("asked that a file be destroyed"),
    "case:destroying_left": _("left a file as it is"),
    "case:destroyed": _("destroyed a file, as the second person"),
    "section:saved": _("wrote in a file"),
    "section:text_erased": _("erased an earlier text, as the second person"),
    "holder:added": _("added an intake officer"),
    "holder:confirmed": _("confirmed an intake officer"),
    "holder:released": _("a new intake officer’s waiting time ended"),
    "holder:removed": _("took the key from an intake officer"),
    "intake_key:published": _("a new key of the institution was published"),
    "intake_key:closed": _("an old key of the institution was closed"),
    "intake_key:rekey_begun": _("began to replace the keys after a suspected theft"),
    "intake_key:rekey_done": _("replaced the keys after a suspected theft"),
    "paper_key:published": _("made a paper key"),
    "paper_key:used": _("used the paper key"),
    "key:replaced": _("a key was found to be another than the one published"),
    "member:added": _("added a colleague or a role"),
    "member:ended": _("ended a mandate"),
    "member:handed_over": _("handed a mandate over"),
    "invitation:made": _("invited a colleague"),
    "invitation:accepted": _("took up an invitation"),
    "person:login_replaced": _("replaced a lost login"),
    "session:opened": _("signed in"),
    "session:ended": _("signed out"),
    "session:closed": _("signed out"),
    "session:unlocked": _("went on after a pause, with the password"),
    "session:stepped_up": _("showed password and second factor once more"),
    "session:acts_for": _("chose for which institution they work"),
    "session:left": _("chose to work for another institution"),
    "session:code_refused": _("typed a wrong code"),
    "access:refused": _("was refused a page"),
    "log:exported": _("took out the log of the institution, for a court or an authority"),
    "data_request:written": _("wrote down a request about data"),
    "data_request:answered": _("answered a request about data"),
    "data_request:owner_changed": _("gave a request about data to a colleague"),
    "retention:proposed": _("proposed how long files are kept"),
    "retention:adopted": _("adopted how long files are kept"),
    "retention:withdrawn": _("withdrew a period of keeping"),
    "retention:month_set": _("set the month in which files are looked through"),
}


def told() -> Q:
    """The condition on lines that are shown at all."""
    found = ~Q(name__in=_UNTOLD)
    for half in _UNTOLD_HALVES:
        found &= ~Q(name__startswith=half)
    return found


def kind_of(name: str) -> str:
    return _ONES.get(name) or _FIRST_HALVES.get(name.partition(":")[0], OTHER)


def sentence_of(name: str) -> str:
    """Without an own sentence, what is done in its kind."""
    return str(_SENTENCES.get(name) or _ACTS[kind_of(name)])


def of_kind(kind: str) -> Q:
    """The condition on lines of the log that stand under this kind."""
    ones = [name for name, where in _ONES.items() if where == kind]
    elsewhere = [name for name, where in _ONES.items() if where != kind]
    if kind == OTHER:
        halves = Q()
        for half in _FIRST_HALVES:
            halves |= Q(name__startswith=f"{half}:")
        return ~halves & ~Q(name__in=elsewhere)
    found = Q(name__in=ones)
    for half, where in _FIRST_HALVES.items():
        if where == kind:
            found |= Q(name__startswith=f"{half}:") & ~Q(name__in=elsewhere)
    return found
