"""Who types no path gets the pages in a language of their own, and never an address of nobody's."""

import pytest
from django.test import Client

WISHES = {
    "hu-HU,hu;q=0.9,en;q=0.5": "/hu/",
    "ar": "/ar/help/",
    "ar-SY,ar;q=0.9": "/ar/help/",
    "fa-IR": "/fa/help/",
    "prs": "/fa/help/",
    "sq-AL,sq;q=0.9,en;q=0.8": "/sq/help/",
    "rom": "/rom/help/",
    "rmy,en;q=0.1": "/rom/help/",
    "sr-RS": "/sr-latn/",
    "sr-Cyrl-RS": "/sr/",
    "hr,en;q=0.5": "/sr-latn/",
    "en-GB": "/en/",
    "en;q=0.4,hu;q=0.9": "/hu/",
    "hu;q=0,en": "/en/",
    "de-DE,hu;q=0.3": "/hu/",
    "zh-CN,zh;q=0.9": "/en/",
    "x" * 5000: "/en/",
    "hu;q=many,fa": "/fa/help/",
    "*": "/sr/",
    "": "/sr/",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("wish", "to"), WISHES.items(), ids=[one[:20] for one in WISHES])
def test_each_language_of_a_browser_leads_to_a_page_in_it(towns, wish, to):
    answer = Client().get("/", headers={"Accept-Language": wish} if wish else {})
    assert answer.status_code == 302
    assert answer["Location"] == to
    assert answer["Cache-Control"] == "no-store"
    assert Client().get(to).status_code == 200


def test_the_name_of_the_public_pages_does_the_same(towns, settings):
    settings.SPONA_TIP_HOST, settings.ALLOWED_HOSTS = "tip.example.rs", ["*"]

    def ask(wish):
        return Client().get("/", headers={"Accept-Language": wish, "Host": "tip.example.rs"})

    assert ask("ar")["Location"] == "/ar/help/"
    assert ask("hu")["Location"] == "/hu/message/"
    assert ask("zh")["Location"] == "/en/message/"
