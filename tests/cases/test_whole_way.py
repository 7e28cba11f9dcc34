"""From the first sign to the answer, through the pages, with the real login."""

import re

import pytest

from spona.cases.models import Draft, Referral
from tests.cases.flow import get, sent, submit


@pytest.mark.postgresql
def test_a_school_reports_the_centre_takes_over_and_the_sender_hears_back(world):
    ana, bea, vera = world.ana.sign_in(), world.bea.sign_in(), world.vera.sign_in()
    path = sent(ana, world)
    reference = path.strip("/").split("/")[1]
    assert not Draft.objects.exists()
    assert reference in get(ana, "/reports/")

    queue = get(bea, "/inbox/")
    assert "Procena bezbednosti" in queue
    assert "Mila" not in queue
    page = get(bea, path)
    assert "Procena bezbednosti" not in page
    assert bea.post(f"{path}open/").status_code == 302
    page = get(bea, path)
    assert "Samo preko škole." in page
    assert "Izostaje petkom." not in page

    assert bea.post(f"{path}accept/", {"message": "Javićemo se."}).status_code == 302
    page = get(bea, path)
    assert "Izostaje petkom." in page
    assert "Mila Izmišljena" not in page
    shown = bea.post(f"{path}name/", headers={"X-Requested-With": "fetch"})
    assert shown.content.decode() == "Mila Izmišljena"
    assert "Mila Izmišljena" in bea.post(f"{path}name/").content.decode()

    assert bea.post(f"{path}assign/", {"member": str(world.vera.member.pk)}).status_code == 302
    assert "Procena bezbednosti" in get(vera, "/inbox/")
    case = re.search(r"/cases/F-[0-9A-Z-]+/", get(vera, path))[0]
    assert "Ne smem da kažem." in get(vera, case)
    assert "Mila Izmišljena" not in get(vera, case)
    assert "Mila Izmišljena" in vera.post(f"{case}name/").content.decode()
    assert submit(vera, path, {"message": "Kog dana?"}, at=f"{path}feedback/").status_code == 302
    assert vera.post(f"{path}start/").status_code == 302
    done = {"outcome": "done", "message": "Dete je bezbedno."}
    assert vera.post(f"{path}finish/", done).status_code == 302

    back = get(ana, path)
    for words in ("Javićemo se.", "Kog dana?", "Dete je bezbedno.", "Beleška samo za mene."):
        assert words in back
    assert "Vera Primerić" not in back
    assert Referral.objects.get().state == "done"


def test_titles_and_addresses_name_a_reference_and_nothing_else(world):
    ana = world.ana.sign_in()
    path = sent(ana, world)
    page = get(ana, path)
    reference = path.strip("/").split("/")[1]
    assert re.search(r"<title>(.*?)</title>", page)[1] == f"{reference} – Spona"
    assert re.search(r"<title>(.*?)</title>", get(ana, "/reports/"))[1] == "Spona"
