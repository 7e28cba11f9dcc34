"""The pages of sending on, as a browser without JavaScript goes them."""

from __future__ import annotations

import re

import pytest
from django.urls import clear_url_caches

from spona.cases import urls as room
from spona.cases.referral_pages.urls import urlpatterns as pages


@pytest.fixture(autouse=True)
def with_pages():
    """The app's own list of paths, with those of this step in it."""
    missing = [one for one in pages if one.name not in {path.name for path in room.urlpatterns}]
    room.urlpatterns.extend(missing)
    clear_url_caches()
    yield
    for one in missing:
        room.urlpatterns.remove(one)
    clear_url_caches()


def hidden(page: str) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="(token|seen|ticked_for|network)" value="([^"]*)"', page
    )
    return dict(found)


def get(browser, path, status=200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def post(browser, path, data, status):
    answer = browser.post(path, data)
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[:3000])
    return answer
