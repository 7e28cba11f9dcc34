"""The refusal, with the sentence the user will read."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import Promise


class Denied(Exception):
    """This person may know the thing exists, but may not do this with it.

    `sentence` is shown as it is: it says what to do, or whom to ask. `field`: what was given wrong,
    by the name that a form has for it, where it is about one thing only.
    """

    def __init__(self, sentence: str | Promise, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class StepUpNeeded(Exception):
    """The action asks for the password and the second factor once more."""


class GoneError(Http404):
    """A 404 whose sentence helps: the same for what never was and for what is over."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Conflict(Exception):
    """Somebody else was faster; `sentence` tells what is true now."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence
