"""What somebody had typed when the session ended: carried through the sign-in, stored nowhere.

The page that asks for the password holds the fields; after it opened, the next page
offers to send them where they were going.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_ACTION = "kept-action"
_FIELD = "kept-field-"
_FILES = "kept-files"
# Secrets are typed again; a token of the old session means nothing in the new one.
_NEVER = {
    "csrfmiddlewaretoken", "password", "old", "new", "new_password", "code", "recovery_code",
    "typed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """`action` is a path of this site; `fields` are (name, value) in the order they came."""

    action: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def texts(self) -> list[str]:
        """What a person would miss: values with a space or a line break, not codes and ids."""
        return [value for _name, value in self.fields if len(value.split()) > 1]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The hidden fields that bring all this back with the next POST."""
        files = [(_FILES, "1")] if self.had_files else []
        return [
            (_ACTION, self.action),
            *files,
            *((_FIELD + name, value) for name, value in self.fields),
        ]


def from_late_post(request: HttpRequest) -> Kept:
    """Return what a POST brought that came too late."""
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NEVER
        for value in values
    )
    return Kept(request.get_full_path(), fields, had_files=bool(request.FILES))


def from_carried(request: HttpRequest) -> Kept | None:
    """Return what the sign-in form carried along; None where there is nothing."""
    action = request.POST.get(_ACTION, "")
    if not is_own_path(action):
        return None
    fields = tuple(
        (name.removeprefix(_FIELD), value)
        for name, values in request.POST.lists()
        if name.startswith(_FIELD)
        for value in values
    )
    return Kept(action, fields, had_files=_FILES in request.POST)


def is_own_path(path: str) -> bool:
    """True for a path of this site, with which no other host can be meant."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: `next` where it is a path of this site, else the start."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if is_own_path(wanted) else "/"
