"""The thread as one text, for a file or a report that begins with it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.tipline.origins import institution_name
from spona.tipline.payload_schemas import CALLED
from spona.tipline.thread import UNKNOWN_THERE, VERIFIED, Thread, Turn
from spona.tipline.words import CHILDREN, LANGUAGES, WHO


def age_of(thread: Thread) -> str:
    """The age code of a packet. "No children" says nothing about whoever it happens to."""
    if thread.cover is not None:
        return thread.cover.age
    return (
        "child"
        if thread.first_message is not None and thread.first_message.children == "yes"
        else "not_sure"
    )


def account_of(thread: Thread) -> str:
    """What was noticed: a named report's own account first, then the thread."""
    own = (thread.body.account or {}).get("noticed", "") if thread.body else ""
    return "\n\n".join(part for part in (own, history(thread)) if part)


def history(thread: Thread) -> str:
    """Every entry with its time and who wrote it; what was written is not translated."""
    return "\n\n".join(part for part in (_first(thread), *_turns(thread)) if part)


def _first(thread: Thread) -> str:
    first_message = thread.first_message
    if first_message is None:
        return ""
    lines = [
        f"{thread.tip.reference}, {_when(thread.tip.sent_at)}",
        first_message.text,
        _line(_("Where"), first_message.where),
        _line(_("Are there children?"), str(CHILDREN.get(first_message.children, ""))),
        _line(_("Who writes"), str(WHO.get(first_message.who, ""))),
        _line(_("Written in"), _language(first_message.language, first_message.needs_translation)),
    ]
    if first_message.origin is not None:
        who = ", ".join(filter(None, (first_message.origin.name, first_message.origin.role)))
        lines.append(_line(_("Who writes"), f"{who}, {institution_name(first_message.origin)}"))
        lines.append(_called_back(thread))
    return "\n".join(line for line in lines if line)


def _turns(thread: Thread) -> list[str]:
    said = [one for one in thread.turns if one.said.purpose != CALLED and one.said.text]
    return [_turn(one) for one in said]


def _turn(one: Turn) -> str:
    lines = [f"{_when(one.message.at)}, {_who(one.message.institution)}", one.said.text]
    if one.said.needs_translation:
        # Whoever answered in another language can be asked what it says.
        translate = one.message.institution is None
        lines.append(_line(_("Written in"), _language(one.said.language, translate)))
    return "\n".join(lines)


def _called_back(thread: Thread) -> str:
    """How the name was checked; without who said what on the telephone."""
    found = thread.verification
    if found is None or found.at is None:
        return _("Not called back yet.")
    said = {
        VERIFIED: _("Verified by a call back on %(day)s."),
        UNKNOWN_THERE: _("Called back on %(day)s: nobody there knows the person."),
    }
    return said[found.state] % {"day": f"{timezone.localtime(found.at):%Y-%m-%d}"}


def _language(code: str, translate: bool) -> str:
    name = str(LANGUAGES.get(code, ""))
    return f"{name}. {_('Needs translation.')}" if name and translate else name


def _who(institution: Institution | None) -> str:
    return short_name(institution) if institution is not None else _("the writer")


def _line(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""


def _when(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
