"""What somebody had typed when the session ended: carried through the sign-in, stored nowhere.

The page that asks for the password holds the fields, folded: until somebody has signed in,
it may be anybody's screen. After it opened, the next page offers to go on with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

View = Callable[..., HttpResponse]

_ACTION = "kept-action"
# As the column holds it that remembers where a form led.
_LONGEST_PATH: Final = 200
_FIELD = "kept-field-"
_LOST = "kept-lost"
_TOKENS = {"csrfmiddlewaretoken"}
# Secrets are typed again; a token of the old session means nothing in the new one.
_SECRETS: Final[dict[str, str]] = {
    "password": "password", "old": "password", "new": "password", "new_password": "password",
    "code": "code", "recovery_code": "code", "typed": "code",
    "key_answer": "key", "credential": "key",
}  # fmt: skip
# What cannot be carried along, in the words of the page that says so.
_CANNOT: Final[dict[str, str | Promise]] = {
    "password": _("the password"),
    "code": _("the code"),
    "key": _("the security key"),
    "files": _("the attachments"),
}


def keeps_draft(view: View) -> View:
    """Marks a view whose POST only saves a draft, so that a late one is offered as that."""
    view.keeps_draft = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class Kept:
    """`action` is a path of this site; `fields` are (name, value) in the order they came;
    `lost` names what cannot be given back: "password", "code", "files".
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    lost: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What a person would miss: values with a space or a line break, not codes and ids."""
        return [value for _name, value in self.fields if len(value.split()) > 1]

    @property
    def missing(self) -> list[str | Promise]:
        """What has to be typed or chosen again, as the page says it."""
        return [_CANNOT[one] for one in self.lost if one in _CANNOT]

    @property
    def saves_draft(self) -> bool:
        """True where going on sends nothing to anybody: it saves a draft."""
        try:
            view = resolve(urlsplit(self.action).path).func
        except Resolver404:
            return False
        return getattr(view, "keeps_draft", False)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The hidden fields that bring all this back with the next POST."""
        return [
            (_ACTION, self.action),
            *((_LOST, one) for one in self.lost),
            *((_FIELD + name, value) for name, value in self.fields),
        ]


def from_late_post(request: HttpRequest) -> Kept:
    """Return what a POST brought that came too late."""
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        if name not in _SECRETS and name not in _TOKENS
        for value in values
    )
    secrets = [word for name, word in _SECRETS.items() if request.POST.get(name)]
    files = ["files"] if request.FILES else []
    return Kept(request.get_full_path(), fields, lost=tuple(dict.fromkeys([*secrets, *files])))


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
    return Kept(action, fields, lost=tuple(request.POST.getlist(_LOST)))


def is_own_path(path: str) -> bool:
    """True for a path of this site, with which no other host can be meant.

    A browser drops tabs and line breaks: "/", a line break and "//host" is another host to it.
    """
    plain = path.startswith("/") and path.isprintable() and len(path) <= _LONGEST_PATH
    return plain and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def safe_back(request: HttpRequest) -> str:
    """The page with the link to a file, where `next` is one; else empty."""
    wanted = request.POST.get("back") or request.GET.get("back", "")
    return wanted if is_own_path(wanted) else ""


def safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: `next` where it is a path of this site, else the start."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if is_own_path(wanted) else "/"
