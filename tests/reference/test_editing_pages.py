"""The pages on which people edit lists: one proposes, another confirms, everybody reads."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spona.identity.models import Account
from spona.reference.models import Code, IndicatorList, LegalBasis, Proposal
from tests.directory.world import post
from tests.harness.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
REWORD = {"sr": "Мађарски језик", "en": "Hungarian", "hu": "magyar", "source": "договор",
          "certainty": "confirmed_in_source", "same_meaning": "on"}  # fmt: skip
CSV = (
    "code;group_sr;group_en;sr;en;exploitation;age\n"
    "of-1;Понашање;Behaviour;Нагло изостаје;Suddenly absent;;child\n"
    "of-2;Понашање;Behaviour;Нова пратња;New company;;\n"
)


_built, world = kept(partial(build, stocked=False))


@pytest.fixture
def signed_in(world):
    def signed_in(name):
        Account.objects.filter(pk=world.people[name].account.pk).update(language="en")
        return world.people[name].sign_in()

    return signed_in


def text(response, status=200):
    assert response.status_code == status, response
    return response.content.decode()


def test_words_are_proposed_by_one_and_confirmed_by_another(signed_in):
    zoran, mirjana = signed_in("zoran"), signed_in("mirjana")
    sent = post(zoran, "/lists/codes/language/hu/change/", REWORD)
    there = sent.headers["Location"]
    assert "Confirm the change" not in text(zoran.get(there))
    page = text(mirjana.get(there))
    assert "Mađarski jezik" in page
    assert "Confirm the change" in page
    assert "change waits" in text(zoran.get("/lists/codes/language/"))
    assert mirjana.post(f"{there}confirm/").status_code == 302
    assert Code.objects.get(list="language", code="hu", valid_to=None).words["sr"] == (
        "Мађарски језик"
    )
    history = text(zoran.get("/lists/codes/language/hu/"))
    assert "proposed: Zoran Cvetković" in history
    assert "confirmed: Mirjana Kostić" in history


def test_a_word_in_another_language_is_changed_by_two_people_and_never_left_empty(signed_in):
    zoran, mirjana = signed_in("zoran"), signed_in("mirjana")
    path = "/lists/codes/phrase/sq-call/change/"
    assert 'value="Telefononi"' in text(zoran.get(path))
    says = REWORD | {"sr": "Позовите", "en": "Call"}
    text(post(zoran, path, says | {"sq": " "}), 422)
    source = Code.objects.get(list="phrase", code="sq-call").source
    page = text(post(zoran, path, says | {"sq": "Merrni në telefon", "source": source}), 422)
    assert "Add to the source who said the new words" in page
    there = post(zoran, path, says | {"sq": "Merrni në telefon"}).headers["Location"]
    page = text(mirjana.get(there))
    assert "Words, Albanian" in page
    assert "Merrni në telefon" in page
    assert mirjana.post(f"{there}confirm/").status_code == 302
    row = Code.objects.get(list="phrase", code="sq-call", valid_to=None)
    assert (row.words["sq"], row.extra["language"]) == ("Merrni në telefon", "sq")
    assert "Merrni në telefon" in text(zoran.get("/lists/codes/phrase/"))
    history = text(zoran.get("/lists/codes/phrase/sq-call/"))
    assert "Telefononi" in history
    assert "Merrni në telefon" in history


def test_the_proposer_cannot_confirm_by_hand_either(signed_in):
    zoran = signed_in("zoran")
    there = post(zoran, "/lists/codes/language/hu/change/", REWORD).headers["Location"]
    assert zoran.post(f"{there}confirm/").status_code == 403
    assert zoran.post(f"{there}refuse/", {"reason": "x"}).status_code == 403
    assert Proposal.objects.get().state == "waiting"


@pytest.mark.parametrize("name", ["ana", "bea", "vesna", "dora"])
def test_others_read_the_lists_and_edit_nothing(signed_in, name):
    there = post(signed_in("zoran"), "/lists/codes/language/hu/change/", REWORD)
    there = there.headers["Location"]
    client = signed_in(name)
    for path in ("/lists/", "/lists/changes/", "/lists/legal/", "/lists/codes/language/", there):
        text(client.get(path))
    for path in ("/lists/codes/language/new/", "/lists/codes/language/hu/change/",
                 "/lists/codes/language/hu/end/", "/lists/legal/new/",
                 "/lists/legal/report-to-centre/change/", "/lists/signs/school/new/"):  # fmt: skip
        assert client.get(path).status_code == 403, path
    assert client.post(f"{there}confirm/").status_code == 403
    assert "Confirm the change" not in text(client.get(there))


def test_sent_twice_it_is_proposed_once(signed_in):
    first, again = post(signed_in("zoran"), "/lists/codes/language/hu/change/", REWORD, again=True)
    assert first.headers["Location"] == again.headers["Location"]
    assert Proposal.objects.count() == 1


def test_what_is_wrong_is_a_sentence_and_what_was_typed_stays(signed_in):
    zoran = signed_in("zoran")
    page = text(post(zoran, "/lists/codes/language/hu/change/", REWORD | {"sr": "Madjarski"}), 422)
    assert "Write the Serbian text in Cyrillic" in page
    assert "Madjarski" in page
    says = {name: value for name, value in REWORD.items() if name != "same_meaning"}
    page = text(post(zoran, "/lists/codes/language/hu/change/", says), 422)
    assert "Tick that it means the same" in page
    page = text(post(zoran, "/lists/codes/urgency/urgent/end/", {"why": "x"}), 422)
    assert "Spona itself works with this entry" in page


def test_a_refusal_says_why(signed_in):
    zoran, mirjana = signed_in("zoran"), signed_in("mirjana")
    there = post(zoran, "/lists/codes/language/hu/change/", REWORD).headers["Location"]
    assert "has-error" in text(mirjana.post(f"{there}refuse/", {"reason": ""}), 422)
    mirjana.post(f"{there}refuse/", {"reason": "старе речи су јасније"})
    assert "stare reči su jasnije" in text(zoran.get(there))
    assert "refused: Mirjana" in text(zoran.get("/lists/codes/language/hu/"))


def test_an_official_list_is_brought_as_a_file(signed_in):
    zoran, mirjana = signed_in("zoran"), signed_in("mirjana")
    says = {"version": "2021", "sr": "Школа", "en": "School", "source": "листа министарства",
            "certainty": "confirmed_in_source",
            "file": SimpleUploadedFile("lista.csv", CSV.encode("utf-8-sig"))}  # fmt: skip
    there = post(zoran, "/lists/signs/school/new/", says).headers["Location"]
    page = text(mirjana.get(there))
    assert "2 signs" in page
    assert "Suddenly absent" in page
    mirjana.post(f"{there}confirm/")
    page = text(zoran.get("/lists/signs/school/"))
    assert "Suddenly absent" in page
    assert "Version 2021" in page
    old = IndicatorList.objects.get(sector="school", version="working-1")
    page = text(zoran.get("/lists/signs/school/?version=working-1"))
    assert "It has ended" in page
    assert str(old.indicators.first().words) in page or old.indicators.first().code in page


def test_a_strange_file_is_a_sentence_beside_the_field(signed_in):
    says = {"version": "2021", "sr": "Школа", "source": "листа", "certainty": "draft",
            "file": SimpleUploadedFile("lista.csv", CSV.replace("of-2", "of-1").encode())}  # fmt: skip
    page = text(post(signed_in("zoran"), "/lists/signs/school/new/", says), 422)
    assert "Line 3: the code stands in the file twice" in page
    assert not Proposal.objects.exists()


def test_a_row_of_the_legal_table_says_which_lawyer_and_when(signed_in):
    zoran, mirjana = signed_in("zoran"), signed_in("mirjana")
    row = LegalBasis.objects.get(key="report-to-centre")
    says = {
        "sender_sector": "", "recipient_sector": "centre", "section": "report",
        "purpose": "identification", "age": "any", "article": "", "sr": row.sentence["sr"],
        "en": row.sentence["en"], "source": row.source, "certainty": row.certainty,
        "lawyer_confirmed": "on",
    }  # fmt: skip
    path = "/lists/legal/report-to-centre/change/"
    assert "Write which lawyer" in text(post(zoran, path, says), 422)
    tomorrow = says | {"lawyer": "адв. Ђ", "lawyer_confirmed_on": "2099-01-01"}
    assert "has not come yet" in text(post(zoran, path, tomorrow), 422)
    good = says | {"lawyer": "адв. Ђорђевић", "lawyer_confirmed_on": "2026-11-20"}
    there = post(zoran, path, good).headers["Location"]
    assert "Which lawyer" in text(mirjana.get(there))
    mirjana.post(f"{there}confirm/")
    page = text(zoran.get("/lists/legal/report-to-centre/"))
    assert "adv. Đorđević" in page
    assert "confirmed by a lawyer" in page
    rows = zoran.get("/lists/legal/?state=confirmed").context["rows"]
    assert [one["row"].key for one in rows] == ["report-to-centre"]


def test_lists_are_found_filtered_and_say_when_nothing_is_there(signed_in):
    zoran = signed_in("zoran")
    assert [one.name for one in zoran.get("/lists/?q=jezici").context["code_lists"]] == []
    assert [one.name for one in zoran.get("/lists/?q=langua").context["code_lists"]] == ["language"]
    assert "No list of that name" in text(zoran.get("/lists/?q=nosuchword"))
    rows = zoran.get("/lists/codes/language/?q=madjarski").context["rows"]
    assert [row.code for row, _asked in rows] == ["hu"]
    assert "Nothing found" in text(zoran.get("/lists/codes/language/?state=ended"))
    rows = zoran.get("/lists/legal/?sector=centre").context["rows"]
    assert all("centre" in (one["row"].sender_sector, one["row"].recipient_sector) for one in rows)
    assert zoran.get("/lists/codes/nosuchlist/").status_code == 404
    assert zoran.get("/lists/legal/nosuchrow/").status_code == 404
    assert zoran.get("/lists/signs/nosuchsector/").status_code == 404
    assert "no list of its own" in text(zoran.get("/lists/signs/prosecution/"))


def test_the_lists_cost_few_queries(signed_in, django_assert_max_num_queries):
    zoran = signed_in("zoran")
    zoran.get("/lists/legal/")
    with django_assert_max_num_queries(24):
        zoran.get("/lists/legal/")
