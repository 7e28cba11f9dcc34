"""What each page tells, and what none of them may."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.directory.models import DatePrecision, Network, NetworkTown
from spona.directory.models.networks import Seat
from spona.projects.actions import load_source_project
from spona.projects.models import Partner, Project
from spona.public.days import as_known
from spona.public.signs import READERS, signs_for
from spona.reference.models import Certainty, Code, Figure, Indicator

OPERATOR = Actor.system("operator")


def text(path, status=200):
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def seated(towns, body):
    """Sits an institution at the table of Vranje."""

    def seated(code, **more):
        made = body(code, **more)
        Seat.objects.create(network=Network.objects.get(slug="vranje"), institution=made)
        return made

    return seated


@pytest.fixture
def project(towns):
    load_source_project(by=OPERATOR)
    return Project.objects.get(slug="lokalne-zajednice")


# Signs, rights, what follows


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("code", ["sr", "sr-latn", "en", "hu"])
def test_each_reader_gets_signs_what_to_do_what_not_and_whom_to_call(towns, who, code):
    html = text(f"/{code}/signs/{who}/")
    for part in ('id="signs"', 'id="do"', 'id="leave"', 'id="whom"', 'href="tel:192"'):
        assert part in html
    assert html.count("<li><svg") >= 6


def test_a_sign_that_two_people_took_out_is_gone(towns):
    assert "Somebody else keeps your passport" in text("/en/signs/worker/")
    row = Code.objects.get(list="public_sign", code="own_documents")
    row.valid_to = today()
    row.save()
    assert "Somebody else keeps your passport" not in text("/en/signs/worker/?anew=1")


def test_a_sign_or_a_right_that_somebody_else_wrote_into_the_tables_is_not_shown(towns):
    Code.objects.filter(list="public_sign", code="own_documents").update(
        words={"sr": "Позовите 099 000 000", "en": "Call 099 000 000"}
    )
    Code.objects.filter(list="public_right", code="be_heard").update(
        words={"sr": "Платите", "en": "Pay"}
    )
    assert "099" not in text("/en/signs/worker/")
    assert "Pay" not in text("/en/rights/")
    assert "be_heard" not in text("/en/rights/")
    assert "Pay" not in text("/en/help/")


def test_the_page_says_how_sure_its_signs_are(towns):
    worker = text("/en/signs/worker/")
    assert "Read in the source" in worker
    assert "Our draft, not official" in worker
    sources = {row.source for row in Indicator.objects.filter(certainty=Certainty.CONFIRMED)}
    shown = signs_for(READERS["teacher"])
    assert {row.source for row in shown if row.certainty == Certainty.CONFIRMED} & sources


@pytest.mark.parametrize(
    ("path", "said"),
    [("/en/rights/", "A lawyer has not confirmed this list yet."),
     ("/en/help/", "A lawyer has not confirmed this list yet."),
     ("/sr/rights/", "правник још није потврдио")],
)  # fmt: skip
def test_no_page_of_rights_hides_that_a_lawyer_has_not_read_it(towns, path, said):
    assert said in text(path)


def test_each_right_stands_with_its_source_and_how_sure_it_is(towns):
    html = text("/en/rights/")
    rows = Code.objects.filter(list="public_right")
    assert len(rows) == 8
    for row in rows:
        after = html.partition(row.words["en"].replace("'", "&#x27;"))[2].partition("</li>")[0]
        assert str(row.get_certainty_display()) in after
        assert "seen: " not in after
        assert row.source.partition("seen: ")[2] in after
    html = text("/hu/rights/")
    assert html.count("olvasva: ") == len(rows)
    assert '<span lang="en">' not in html.partition("</ul>")[0]


def test_what_follows_promises_nothing(towns):
    html = text("/en/after/")
    assert html.count("<li><strong>") == 5
    assert "cannot promise" in html
    assert "the answer can be no" in html


# A town and its network


def test_a_network_says_what_it_is_who_sits_there_and_whom_to_call(seated, plant):
    csw = seated("csw")
    plant("017 111 222", csw, confirmed_on=dt.date(2026, 11, 12))
    html = text("/en/town/vranje/")
    assert re.search(r"<title>\s*Vranje\s*</title>", html)
    assert "Institution csw" in html
    assert "017 111 222" in html
    assert "confirmed on 12" in html


def test_nobody_learns_there_of_a_hidden_an_invented_or_a_foreign_body(seated, towns, plant):
    shelter = seated("shelter", confidential=True)
    plant("095 000 001", shelter)
    plant("096 000 001", seated("made-up", example=True))
    plant("017 000 001", seated("csw"), confirmed_on=None)
    forged = seated("forged")
    type(forged).objects.filter(pk=forged.pk).update(words={"sr": "Лажна", "en": "False body"})
    html = text("/en/town/vranje/")
    for planted in ("shelter", "made-up", "False body", "000 001"):
        assert planted not in html


def test_a_practice_network_has_no_page_anywhere(towns):
    made = Network.objects.create(
        slug="vezba", town=towns["nis"], words={"sr": "Вежба", "en": "Practice"}, practice=True
    )
    NetworkTown.objects.create(network=made, town=towns["nis"])
    Network.objects.filter(slug="nis").delete()
    for path in ("/en/town/nis/", "/en/help/nis/", "/en/help/nis/list.pdf", "/ar/help/nis/"):
        text(path, 404)
    for path in ("/en/", "/en/help/", "/en/services/", "/en/news/", "/ar/help/"):
        assert "nis" not in re.findall(r'href="[^"]*?(nis)/?"', text(path))


@pytest.mark.django_db
def test_a_partner_finds_the_services_for_other_programs():
    assert 'href="/api/hsds/v3/docs"' in text("/en/services/")


# Projects


def test_the_source_project_is_the_first_and_says_what_is_documented(project):
    assert "/en/projects/lokalne-zajednice/" in text("/en/projects/")
    html = text("/en/projects/lokalne-zajednice/")
    for said in ("European Union", "GIZ", "Networking and strengthening", "A network formed in"):
        assert said in html
    assert re.search(r"<title>\s*Spona\s*</title>", html)
    assert "/en/projects/lokalne-zajednice/" in text("/en/town/vranje/")


def test_a_project_that_is_not_for_the_public_is_nowhere(project):
    Project.objects.filter(pk=project.pk).update(public=False)
    text("/en/projects/lokalne-zajednice/", 404)
    for path in ("/en/projects/", "/en/town/vranje/"):
        assert "lokalne-zajednice" not in text(path)
    Project.objects.filter(pk=project.pk).update(public=True, example=True)
    text("/sr/projects/lokalne-zajednice/", 404)


def test_a_project_tells_no_amount_and_no_hidden_partner(project, body):
    Project.objects.filter(pk=project.pk).update(contact="info@example.org")
    project.donors.update(amount=123456, currency="EUR", contract="C-99")
    shelter = body("shelter", confidential=True)
    Partner.objects.create(project=project, institution=shelter, changed_at=project.changed_at)
    html = text("/en/projects/lokalne-zajednice/")
    for planted in ("123", "C-99", "shelter"):
        assert planted not in html.partition("<main")[2]
    assert "info@example.org" in html


# Figures


def test_each_value_stands_with_its_source_and_how_sure_it_is(towns):
    html = text("/en/figures/centre/")
    assert "rtvm.info" in html
    assert "doubtful" in html
    assert ">66<" in html


def test_a_gap_stays_a_gap_and_a_value_without_a_source_is_one(towns):
    assert Figure.objects.get(series="centre", year="2024", metric="identified_total").value is None
    assert Figure.objects.get(series="centre", year="2012").value == 79
    chart = text("/en/figures/centre/").partition('<svg class="bars"')[2].partition("</svg>")[0]
    years = re.findall(r'class="year"[^>]*>\s*(\d+)\s*<', chart)
    assert years == [str(year) for year in range(2012, 2025)]
    assert chart.count('class="gap"') == 2
    assert "79" not in re.findall(r">\s*(\d+)", chart)


def test_two_series_are_never_on_one_page(towns):
    centre, tip = text("/en/figures/centre/"), text("/en/figures/us-tip/")
    assert "state.gov" in tip
    assert "state.gov" not in centre
    assert "rtvm.info" not in tip
    for html in (centre, tip):
        assert html.count('class="bars"') == html.count('<svg class="bars"') >= 1


def test_the_file_has_every_value_as_it_was_collected(towns):
    answer = Client().get("/sr/figures/centre.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"series";"metric";"year";"period";"value"')
    assert len(lines) == 1 + Figure.objects.filter(series="centre").count()
    assert any('"2024";"year";"";"persons"' in line for line in lines)
    assert all("us-tip" not in line for line in lines)


def test_the_dashed_bar_is_explained_where_there_is_one_and_no_note_points_at_another(towns):
    said = "A dashed bar and “?” mean that the number is doubtful."
    assert said in text("/en/figures/centre/")
    assert ('class="unsure"' in text("/en/figures/greta/")) == (said in text("/en/figures/greta/"))
    assert not Figure.objects.filter(note__icontains="see above").exists()
    assert "25 children" in Figure.objects.get(series="centre", year="2018", metric="children").note


@pytest.mark.parametrize(
    ("code", "said"),
    [("sr", "Шта можеш да приметиш"), ("hu", "Mit tegyél"), ("hu", "Kit hívj</h2>")],
)
def test_a_pupil_is_spoken_to_as_one(towns, code, said):
    assert said in re.sub(r"\s+(?=</h)", "", text(f"/{code}/signs/pupil/"))
    assert said not in text(f"/{code}/signs/teacher/")


def test_one_hungarian_word_for_the_centre_for_social_work(towns):
    for path in ("signs/teacher/", "signs/parent/", "rights/", "after/", "help/"):
        html = text(f"/hu/{path}")
        assert "szociális központ" not in html
        assert "szociális munkaközpont" in html or path == "help/"


def test_a_day_is_said_as_the_language_says_it(towns, project):
    with translation.override("en"):
        assert as_known(dt.date(2013, 4, 1), DatePrecision.MONTH) == "April 2013"
    html = text("/en/projects/lokalne-zajednice/")
    assert "2013.)" not in html
    assert "? –" not in html
    assert "– ?" not in html
    Network.objects.filter(slug="vranje").update(
        founded_on=dt.date(2013, 1, 1), founded_precision=DatePrecision.YEAR
    )
    assert "<dd>2013</dd>" in text("/en/town/vranje/")
    assert "<dd>2013.</dd>" in text("/sr/town/vranje/")


def test_who_signs_in_from_a_hungarian_page_is_told_that_it_is_serbian(towns):
    assert "(szerbül)</a>" in text("/hu/").partition('href="/sr-latn/login/"')[2][:400]
    assert "(in Serbian)</a>" not in text("/en/")


def test_a_search_that_finds_nothing_says_what_to_try(towns):
    assert "Try one shorter word" in text("/en/publications/?q=zzzz")


# Languages of few words


@pytest.mark.parametrize("code", ["rom", "sq", "ar", "fa"])
def test_a_language_of_few_words_has_confirmed_numbers_and_says_what_is_missing(
    towns, body, plant, code
):
    plant("017 111 222", body("csw"), confirmed_on=dt.date(2026, 11, 12))
    plant("017 999 999", body("csw-2"), confirmed_on=None)
    html = text(f"/{code}/help/vranje/")
    for row in Code.objects.filter(list="phrase", code__startswith=f"{code}-"):
        if row.extra["phrase"] != "free":
            assert row.words[code] in html
    assert 'href="tel:192"' in html
    assert "017 111 222" in html
    assert "017 999" not in html
    assert "The rest of this page is not translated yet." in html
    assert "No translator has confirmed these words yet." in html
    assert "Ostatak strane još nije preveden." in html
    assert "free" not in html.lower().partition("<main")[2], "nobody said that a call is free"


def test_free_is_said_only_where_whoever_confirmed_the_number_said_so(towns, body, plant):
    plant(
        "0800 111 222", body("line"), kind="helpline",
        words={"sr": "Линија за помоћ, бесплатан позив", "en": "Helpline, free"},
    )  # fmt: skip
    assert "مجانًا" in text("/ar/help/vranje/")


def test_two_people_who_changed_a_list_do_not_stand_for_words_they_may_not_understand(towns):
    for row in Code.objects.filter(list="phrase", code__startswith="sq-"):
        row.certainty, row.source = Certainty.CONFIRMED, "confirmed by a court interpreter"
        row.save()
    assert "No translator has confirmed" in text("/sq/help/")


def test_the_staff_see_that_nobody_has_confirmed_the_phrases(towns):
    rows = Code.objects.filter(list="phrase")
    assert len(rows) == 20
    assert {row.certainty for row in rows} == {Certainty.RECALLED, Certainty.DRAFT}


# On paper and in a text browser


def test_the_leaflet_is_one_a4_that_says_nothing_outside(towns, body, plant, settings):
    plant("017 111 222", body("csw"), confirmed_on=dt.date(2026, 11, 12))
    plant("017 999 999", body("csw-2"), confirmed_on=None)
    for code, said in (("sr", "помоћ"), ("sr-latn", "pomoć"), ("en", "help"), ("hu", "segítség")):
        answer = Client().get(f"/{code}/help/vranje/list.pdf")
        name = {"en": "list", "hu": "lista"}.get(code, "spisak")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
        reader = PdfReader(io.BytesIO(answer.content))
        assert len(reader.pages) == 1
        assert reader.metadata.title == "Spona"
        words = " ".join(reader.pages[0].extract_text().split())
        assert "192" in words
        assert "017 111 222" in words
        assert "999" not in words
        assert said in words.lower()
        assert "http" not in words, "nobody has said under which name this server is known"


@pytest.mark.parametrize("count", [0, 3, 4, 6, 12])
def test_however_many_numbers_there_are_the_leaflet_stays_on_one_page(towns, body, plant, count):
    for n in range(count):
        words = {"sr": "Центар за социјални рад Врање, дежурство за хитне интервенције"}
        plant(f"017 100 2{n:02}", body(f"b{n}"), words=words)
    for code in ("sr", "hu"):
        content = Client().get(f"/{code}/help/vranje/list.pdf").content
        assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_with_a_name_of_the_server_the_leaflet_has_a_square_and_the_address(towns, settings):
    settings.SPONA_TIP_HOST, settings.SPONA_HTTPS = "pomoc.example.rs", True
    settings.ALLOWED_HOSTS = ["*"]
    answer = Client().get("/en/help/vranje/list.pdf")
    words = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "https://pomoc.example.rs/en/help/vranje/" in "".join(words.split())


@pytest.mark.parametrize(
    "path",
    ["/sr-latn/", "/en/help/", "/en/signs/pupil/", "/en/rights/", "/en/after/", "/en/town/vranje/",
     "/en/figures/centre/", "/en/services/", "/en/projects/", "/ar/help/"],
)  # fmt: skip
def test_each_page_reads_well_in_a_text_browser(towns, path):
    if shutil.which("w3m") is None:
        pytest.skip("w3m is not installed")
    told = subprocess.run(
        ["w3m", "-dump", "-T", "text/html", "-cols", "60"],
        input=text(path).encode(), capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    lines = [line for line in told.splitlines() if line.strip()]
    assert max(len(line) for line in lines) <= 120
    # Way out, languages, then the page: nothing of the machinery is read out.
    assert lines[0].strip() in ("Brzi izlaz", "Quick exit", "Brzi izlaz Quick exit")
    assert not [line for line in lines if re.search(r"[{}]|None|undefined|<", line)]
    if path != "/sr-latn/" and not path.startswith(("/en/figures", "/en/projects", "/en/services")):
        assert "192" in told
