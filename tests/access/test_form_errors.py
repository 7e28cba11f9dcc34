"""A refusal is shown where somebody typed; everything else that goes wrong stays an error."""

import pytest
from django import forms
from django.http import HttpResponse

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import RefusalAsFormError, run_or_page
from spona.access.models import posted_token


class Form(forms.Form):
    name = forms.CharField()


@pytest.fixture
def form():
    form = Form({"name": "Ana"})
    assert form.is_valid()
    return form


@pytest.mark.parametrize("refusal", [Denied, Conflict])
@pytest.mark.parametrize("field", [None, "name"])
def test_a_refusal_stands_in_the_form_and_what_was_typed_stays(form, refusal, field):
    with RefusalAsFormError(form, field):
        raise refusal("Ask your coordinator.")
    assert form.errors == {field or "__all__": ["Ask your coordinator."]}
    assert form["name"].value() == "Ana"


def test_a_refusal_about_one_field_stands_beside_it_where_the_form_has_it(form):
    with RefusalAsFormError(form):
        raise Denied("No such name.", field="name")
    with RefusalAsFormError(form):
        raise Denied("No such day.", field="day")
    assert form.errors == {"name": ["No such name."], "__all__": ["No such day."]}


def test_it_does_so_too_where_a_page_is_given(form):
    def again(*, status, note=""):
        return HttpResponse(note, status=status)

    told = run_or_page(lambda: refuse(Denied("No.", field="name")), page=again, form=form)
    assert (told.status_code, told.content) == (422, b"")
    assert form.errors == {"name": ["No."]}
    told = run_or_page(lambda: refuse(Denied("No.", field="day")), page=again, form=form)
    assert (told.status_code, told.content) == (422, b"No.")


def test_without_a_refusal_the_view_leaves_and_the_form_has_no_error(form):
    def view():
        with RefusalAsFormError(form):
            return "done"
        return "again"

    assert view() == "done"
    assert form.errors == {}


def test_another_error_is_not_hidden(form):
    with pytest.raises(ValueError, match="broken"), RefusalAsFormError(form):
        raise ValueError("broken")
    assert form.errors == {}


def page(**more):
    return HttpResponse(more["note"], status=more["status"])


def refuse(error):
    raise error


@pytest.mark.parametrize(
    ("error", "more", "status"),
    [
        (Denied("No."), {}, 422),
        (Denied("No."), {"denied": 403}, 403),
        (Conflict("Too late."), {"denied": 403}, 409),
    ],
)
def test_a_refusal_gives_the_page_with_its_sentence(error, more, status):
    answer = run_or_page(lambda: refuse(error), page=page, to="/on/", **more)
    assert (answer.status_code, answer.content.decode()) == (status, error.sentence)


def test_without_one_it_goes_on_to_the_path_that_is_named_or_returned():
    assert run_or_page(lambda: "/made/", page=page).url == "/made/"
    assert run_or_page(lambda: "/made/", page=page, to="/on/").url == "/on/"


def test_a_form_that_brought_no_token_is_done_all_the_same(rf):
    token = "a" * 43
    assert posted_token(rf.post("/", {"token": token})) == token
    for sent in ({}, {"token": "short"}):
        assert len(posted_token(rf.post("/", sent))) == 43
