"""Who confirms that it is them before a download is not left on the page with password and code."""

from __future__ import annotations

import pyotp
import pytest

from spona.identity.models import Authenticator
from tests.cases.world import PASSWORD, build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
FILE, HERE = "/loop/vranje/spona.csv", "/loop/"
_built, world = kept(build)


@pytest.fixture
def kosta(world):
    """The network's numbers are taken out by whoever shows the second factor once more."""
    browser = world.kosta.sign_in()
    Authenticator.objects.filter(account=world.kosta.account).update(last_step=0)
    return browser


def confirmed(world, **more):
    return {"password": PASSWORD, "code": pyotp.TOTP(world.kosta.secret).now(), **more}


def test_the_page_says_that_the_file_comes_and_leads_back(world, kosta):
    asked = kosta.get(FILE, headers={"Referer": f"http://testserver{HERE}"})
    assert asked["Location"] == ("/step-up/?next=%2Floop%2Fvranje%2Fspona.csv&back=%2Floop%2F")
    page = kosta.get(asked["Location"]).content.decode()
    assert f'name="back" value="{HERE}"' in page
    done = kosta.post("/step-up/", confirmed(world, next=FILE, back=HERE))
    shown = done.content.decode()
    assert done.status_code == 200
    assert f'content="0; url={FILE}"' in shown
    assert f'<a href="{FILE}">' in shown
    assert f'href="{HERE}"' in shown
    assert 'type="password"' not in shown


def test_to_a_page_it_leads_at_once(world, kosta):
    assert kosta.get("/account/card/")["Location"] == "/step-up/?next=%2Faccount%2Fcard%2F"
    done = kosta.post("/step-up/", confirmed(world, next="/account/card/"))
    assert done["Location"] == "/account/card/"


@pytest.mark.parametrize("came", ["https://elsewhere.example/x", "", "nonsense"])
def test_the_way_back_leads_to_no_other_place(kosta, came):
    assert kosta.get(FILE, headers={"Referer": came})["Location"].endswith("&back=%2F")
    page = kosta.get(f"/step-up/?next={FILE}&back=//elsewhere.example/").content.decode()
    assert 'name="back"' not in page
