"""The list, the page, and the project itself; and who gets none of it."""

import pytest

from spona.access.denied import Denied
from spona.projects.actions import create_project, edit_project
from spona.projects.models import Project, Status
from tests.projects.world import SLUG, days, the_project, typed

FIELDS = {
    "name_sr": "Млади и посао", "name_en": "Young people and work", "words_sr": "Млади и посао у граду",
    "words_en": "", "text_sr": "", "text_en": "", "starts": "2026", "ends": "6.2027",
    "status": "planned", "contact": "",
}  # fmt: skip


def form(world, **more):
    return typed(**FIELDS | {"networks": [str(world.vranje.pk)]} | more)


def test_a_project_is_created_with_an_address_made_of_its_short_name(world, at):
    answer = at("kosta").post("/projects/new/", form(world))
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/projects/mladi-i-posao/"
    made = Project.objects.get(slug="mladi-i-posao")
    assert (made.starts_precision, made.ends_precision) == ("year", "month")
    assert str(made.ends_on) == "2027-06-30"
    again = at("kosta").post("/projects/new/", form(world))
    assert again["Location"] == "/projects/mladi-i-posao-2/"


def test_sent_twice_it_is_created_once(world, at):
    sent = form(world)
    first, second = (at("kosta").post("/projects/new/", sent)["Location"] for _ in range(2))
    assert first == second
    assert Project.objects.filter(slug__startswith="mladi").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts": "2027", "ends": "2026"}, "last day comes before the first"),
        ({"starts": "13.2026"}, "no such day"),
        ({"starts": "18,7,2026"}, "no such day"),
        ({"name_sr": "Борба против трговине људима"}, "Leave out what the project is"),
        ({"name_en": "Help for victims"}, "Leave out what the project is"),
        ({"name_sr": ""}, "required"),
        ({"contact": "kosta@primer.test"}, "address of one person"),
        ({"contact": "nije adresa"}, "valid email"),
        ({"networks": []}, "at least one network"),
        ({"words_sr": "о" * 400}, "300"),
        ({"text_sr": "Зове се, пише Петар Петровић, 0641234567"}, "looks like somebody"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_kept(world, at, wrong, said):
    before = Project.objects.count()
    answer = at("kosta").post("/projects/new/", form(world, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Project.objects.count() == before


def test_what_was_typed_stays_after_a_refusal(world, at):
    answer = at("kosta").post("/projects/new/", form(world, starts="2027", ends="2026"))
    assert 'value="Млади и посао"' in answer.content.decode()


def test_a_network_that_one_does_not_coordinate_is_no_choice(world):
    project = Project(words={"sr": "А"}, name={"sr": "А"})
    with pytest.raises(Denied):
        create_project(project, networks=[world.nis], by=world.kosta.actor)
    with pytest.raises(Denied):
        create_project(project, networks=[world.vranje, world.nis], by=world.kosta.actor)
    with pytest.raises(Denied):
        create_project(project, networks=[world.vranje], by=world.bea.actor)
    assert not Project.objects.filter(slug="a").exists()


def test_editing_leaves_other_peoples_networks_as_they_are(world):
    seed = Project.objects.get(slug="lokalne-zajednice")
    assert seed.networks.count() == 2
    edit_project(seed, networks=[world.vranje], by=world.kosta.actor)
    assert set(seed.networks.all()) == {world.vranje, world.nis}
    edit_project(seed, networks=[], by=world.kosta.actor)
    assert set(seed.networks.all()) == {world.nis}


def test_the_list_is_found_narrowed_and_sorted(world, at):
    everything = at("ana").get("/projects/").content.decode()
    assert "Safe school" in everything
    assert "Local communities" in everything
    found = at("ana").post("/projects/", {"q": "sigurna porodica"}).content.decode()
    assert "/projects/sigurna-skola/" in found
    assert "/projects/lokalne-zajednice/" not in found
    assert "Nothing found" in at("ana").post("/projects/", {"q": "xyzzy"}).content.decode()
    finished = at("ana").get("/projects/?status=finished&sort=name").content.decode()
    assert "/projects/sigurna-skola/" not in finished
    assert at("ana").get("/projects/?status=nonsense&sort=x&network=y").status_code == 200


def test_an_empty_list_is_calm(world, at):
    Project.objects.get(slug=SLUG).networks.clear()
    Project.objects.get(slug="lokalne-zajednice").networks.clear()
    page = at("ana").get("/projects/").content.decode()
    assert "No project is under way" in page
    assert "A network lives without a project too" in page


def test_lists_and_pages_ask_few_questions(world, at, django_assert_max_num_queries):
    browser = at("ana")
    for n in range(12):
        one = Project(words={"sr": f"П{n}"}, name={"sr": f"П{n}"}, status=Status.RUNNING)
        create_project(one, networks=[world.vranje], by=world.kosta.actor)
    browser.get("/projects/")
    with django_assert_max_num_queries(20):
        browser.get("/projects/")
    with django_assert_max_num_queries(35):
        browser.get(f"/projects/{SLUG}/")


# ---- who gets none of it ----
READS = ("", "activities/", "report/", "budget/csv/", "activities/xlsx/")
WRITES = ("edit/", "parts/goals/", "parts/dues/")


@pytest.mark.parametrize("end", [*READS, *WRITES])
def test_another_network_does_not_know_that_it_exists(world, at, end):
    assert at("nina").get(f"/projects/{SLUG}/{end}").status_code in (403, 404)
    assert at("cora").get(f"/projects/{SLUG}/{end}").status_code in (403, 404)
    assert SLUG not in at("nina").get("/projects/").content.decode()


@pytest.mark.parametrize("end", WRITES)
def test_a_member_reads_and_does_not_change(world, at, end):
    assert at("ana").get(f"/projects/{SLUG}/").status_code == 200
    for ask in (at("ana").get, at("ana").post, at("bea").post):
        assert ask(f"/projects/{SLUG}/{end}").status_code == 403


@pytest.mark.parametrize("end", [*READS, *WRITES])
def test_a_stranger_is_asked_to_sign_in(world, client, end):
    answer = client.get(f"/projects/{SLUG}/{end}")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_whose_mandate_ended_yesterday_gets_nothing(world, at):
    browser = at("kosta")
    assert browser.get(f"/projects/{SLUG}/").status_code == 200
    world.kosta.member.starts_on, world.kosta.member.ends_on = days(-10), days(-1)
    world.kosta.member.save()
    assert browser.get(f"/projects/{SLUG}/").status_code != 200
    assert browser.post(f"/projects/{SLUG}/parts/goals/", typed()).status_code != 200


def test_a_get_writes_nothing(world, at):
    from spona.projects.models import Goal

    line = the_project().lines.first()
    before = Goal.objects.count()
    for end in (f"parts/lines/{line.pk}/take-out/", f"parts/lines/{line.pk}/put-back/"):
        assert at("kosta").get(f"/projects/{SLUG}/{end}").status_code == 405
    at("kosta").get(f"/projects/{SLUG}/parts/goals/", typed(words_sr="Циљ"))
    assert Goal.objects.count() == before


@pytest.mark.parametrize("end", ["parts/nothing/", "budget/pdf/", "report/exe/", "activities/pdf/"])
def test_what_there_is_not_is_not_there(world, at, end):
    assert at("kosta").get(f"/projects/{SLUG}/{end}").status_code == 404


def test_the_rates_are_read_by_members_and_entered_by_who_coordinates(world, at):
    sent = typed(currency="EUR", day=days(-3).isoformat(), rate="117,1234", source="НБС")
    assert at("ana").post("/projects/rates/", sent).status_code == 403
    assert at("kosta").post("/projects/rates/", sent).status_code == 302
    assert "117.1234" in at("ana").get("/projects/rates/").content.decode()
    assert at("kosta").post("/projects/rates/", typed(**sent | {"token": typed()["token"]})
                            ).status_code == 422  # fmt: skip


def test_the_budget_leaves_as_a_table_in_which_nothing_runs(world, at):
    from io import BytesIO

    import openpyxl

    from spona.projects.actions import write_part
    from spona.projects.models import BudgetLine

    evil = BudgetLine(project=the_project(), title="=cmd|' /C'!A0", planned=1, currency="RSD")
    write_part(evil, by=world.kosta.actor)
    text = at("ana").get(f"/projects/{SLUG}/budget/csv/").content.decode("utf-8-sig")
    assert "\"'=cmd" in text
    answer = at("ana").get(f"/projects/{SLUG}/budget/xlsx/")
    assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}.xlsx"'
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows())
    assert len(rows) == 4
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_what_is_typed_in_latin_letters_stays_so(world, at):
    answer = at("kosta").post("/projects/new/", form(world, words_sr="Mladi i posao u gradu"))
    assert answer.status_code == 302, answer.content.decode()
    assert "Mladi i posao u gradu" in at("kosta").get(answer["Location"]).content.decode()
