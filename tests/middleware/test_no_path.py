"""`OPTIONS *` asks for no address at all."""

from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from spona.middleware.languages import set_language
from spona.middleware.public_refusals import is_public


def test_an_address_without_a_stroke_is_no_accident():
    request: WSGIRequest = RequestFactory().get("/")
    request.path_info = request.path = "*"
    set_language(request)
    is_public(request)
