"""A member signs in with a password and a code, and sees the desk."""

import pytest

pytestmark = pytest.mark.journey


def test_a_member_signs_in_and_out(served, page):
    page.goto(served.url + "/sr-latn/login/")
    for name, value in served.credentials("ana.skola").items():
        page.fill(f"[name={name}]", value)
    page.click("button:has-text('Uđi')")
    page.wait_for_url("**/desk/")
    assert page.locator("h1").count() == 1
