"""What a page does with a refusal: its sentence is shown, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from spona.access.denied import Conflict, Denied


class RefusalAsFormError:
    """`with RefusalAsFormError(form):` runs an action and leaves; after a refusal the view goes on,
    to the page with the form.
    """

    def __init__(self, form: forms.BaseForm, field: str | None = None) -> None:
        self._form, self._field = form, field

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Denied | Conflict):
            return False
        field = self._field or _field_of(error, self._form)
        self._form.add_error(field, str(error.sentence))
        return True


def _field_of(error: Denied | Conflict, form: forms.BaseForm) -> str | None:
    """The field beside which the sentence belongs, where this form has it."""
    field = error.field if isinstance(error, Denied) else ""
    return field if field in form.fields else None


def run_or_page(
    act: Callable[[], object],
    *,
    page: Callable[..., HttpResponse],
    to: str = "",
    denied: int = 422,
    form: forms.BaseForm | None = None,
) -> HttpResponse:
    """Runs an action and goes to `to`, else to the path that it returns; a refusal, or a faster
    colleague, gives the page as it was typed, with `status` and `note`. A refusal that is about one
    field of `form` stands beside that field instead.
    """
    try:
        path = act()
    except Denied as refused:
        if form is not None and (field := _field_of(refused, form)):
            form.add_error(field, str(refused.sentence))
            return page(status=denied)
        return page(status=denied, note=str(refused.sentence))
    except Conflict as faster:
        return page(status=409, note=str(faster.sentence))
    return HttpResponseRedirect(to or str(path))
