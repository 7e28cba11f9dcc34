"""The form of one entry of a sealed document, as it is shown, answered, and shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest
from spona.access.models import new_token, once, posted_token
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import EntryChanged

# What stands there now, and its mark, for who was slower.
type Theirs = tuple[list[str], str]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`leaving`: the entry is taken out by it. `remove_url` leads there, where it may be.

    A page names its `template`, what it says of an entry that is gone (`taken_out`), and `url`,
    where the document itself is read.
    """

    request: MemberRequest
    case: Case
    form: forms.Form
    title: str
    lead: str = ""
    kind: str = ""
    leaving: bool = False
    choosing: bool = False
    remove_url: str = ""

    template: ClassVar[str]
    taken_out: ClassVar[Promise]

    @property
    def url(self) -> str:
        raise NotImplementedError

    def show(
        self, *, status: int = 200, note: str | Promise = "", theirs: list[str] | None = None
    ) -> HttpResponse:
        context = {
            "case": self.case,
            "form": self.form,
            "title": self.title,
            "lead": self.lead,
            "kind": self.kind,
            "leaving": self.leaving,
            "choosing": self.choosing,
            "remove_url": self.remove_url,
            "note": note,
            "theirs": [one for one in theirs or () if one],
            "token": new_token(),
            "back_url": self.url,
        }
        return render(self.request, self.template, context, status=status)

    def answer(
        self, act: Callable[[], object], theirs: Callable[[], Theirs] | None = None
    ) -> HttpResponse:
        """Once per page. Where a colleague was faster, both texts; saving once more names theirs as
        read.
        """
        if self.request.method == "GET":
            return self.show()
        if not self.form.is_valid():
            return self.show(status=422)

        def saved() -> str:
            act()
            return self.url

        try:
            return HttpResponseRedirect(once(posted_token(self.request), saved))
        except EntryChanged as faster:
            found, mark = theirs() if theirs is not None else ([str(self.taken_out)], "")
            mine = self.request.POST.copy()
            mine["read"] = mark
            self.form.data = mine
            return self.show(status=409, note=faster.sentence, theirs=found)
        except Conflict as faster:
            return self.show(status=409, note=faster.sentence)
        except Denied as refused:
            return self.show(status=422, note=refused.sentence)
