"""Modules and tests of them: who writes, who reads, and a test without right answers."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spona.access.denied import Conflict, Denied
from spona.access.models import new_token
from spona.attachments.forms import Incoming
from spona.reference.words import Words
from spona.training import actions
from spona.training.models import Material, Module, Question
from spona.training.queries import modules_for
from tests.training.making import held_session, outline, plan, planned, written_module


def form(**more):
    return {"token": new_token(), "title_sr": "Први разговор", "hours": "1,5", "pass_percent": "60",
            "valid_months": "24"} | more  # fmt: skip


def test_a_trainer_writes_a_module_and_twice_is_once(world, tara):
    typed = form(title_en="First talk", audience=["school"], covers=["no_age"], topics=["trauma"])
    answer = tara.post("/trainings/modules/new/", typed)
    again = tara.post("/trainings/modules/new/", typed)
    made = Module.objects.get()
    assert answer["Location"] == again["Location"] == f"/trainings/modules/{made.pk}/"
    assert f"{made.hours:.1f}" == "1.5"
    page = tara.get(answer["Location"]).content.decode()
    for said in ("First talk", "1.5 hours", "Age is not told", "Trauma-informed work"):
        assert said in page
    assert "<title>Trainings – Spona</title>" in page


@pytest.mark.parametrize(("field", "value", "said"), [
    ("title_sr", "", "Write the title in Serbian"),
    ("title_sr", "Prvi razgovor", "in Cyrillic"),
    ("title_sr", "Ш" * 161, "160"),
    ("hours", "0", "how many hours"),
    ("hours", "many", "how many hours"),
    ("hours", "9" * 400, "how many hours"),
    ("hours", "NaN", "how many hours"),
    ("pass_percent", "101", "1 to 100"),
    ("pass_percent", "-1", "1 to 100"),
    ("valid_months", "0", "1 to 240"),
    ("covers", ["no_such"], "not in the list any more"),
    ("accreditation_number", "12/26", "Choose who has accredited it"),
    ("accredited_until", "31.2.2027", "no such day"),
])  # fmt: skip
def test_bad_input_is_a_sentence_and_nothing_is_written(world, tara, field, value, said):
    answer = tara.post("/trainings/modules/new/", form(**{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not Module.objects.exists()
    if field != "title_sr":
        assert "Први разговор" in page, "what was typed stays"


@pytest.mark.parametrize(("options", "said"), [
    ([("Једно", False), ("Друго", False)], "No option is marked as right"),
    ([("Једно", True)], "at least two options"),
    ([], "at least two options"),
    ([("Једно", True), ("једно", False)], "Two options are the same"),
    ([("Једно", True), ("  ", False)], "at least two options"),
])  # fmt: skip
def test_a_test_without_right_answers_is_refused_with_a_sentence(
    world, tara, module, options, said
):
    before = Question.objects.count()
    with pytest.raises(Denied, match=said):
        actions.add_question(module, "Шта?", options, by=world.tara.actor)
    typed = {"token": new_token(), "text": "Шта?", "used": "both"}
    for n, (text, right) in enumerate(options, start=1):
        typed |= {f"option_{n}": text} | ({f"right_{n}": "on"} if right else {})
    answer = tara.post(f"/trainings/modules/{module.pk}/questions/new/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Шта?" in answer.content.decode()
    assert Question.objects.count() == before


def test_a_test_that_lost_its_right_answer_cannot_be_opened(world, module):
    """Whoever changes the table past Spona opens no test that nobody can pass."""
    row = module.questions.first()
    row.options = [{"text": "а", "right": False}, {"text": "б", "right": False}]
    row.save()
    with pytest.raises(Denied, match=r"Question 1 cannot be asked\. No option is marked as right"):
        actions.plan_session(module, plan(), network=world.vranje, by=world.tara.actor)
    assert not module.sessions.exists()


def test_a_question_that_was_answered_is_not_rewritten(world, module):
    by = world.tara.actor
    row = module.questions.first()
    changed = actions.change_question(row, "Кога прво?", [("192", True), ("б", False)], by=by,
                                      used="both")  # fmt: skip
    assert changed.pk == row.pk, "nobody has answered it yet"
    held_session(world, module)
    new = actions.change_question(row, "Кога зовете ноћу?", [("192", True), ("б", False)], by=by,
                                  used="post")  # fmt: skip
    row.refresh_from_db()
    assert new.pk != row.pk
    assert row.ended_at
    assert new.number == row.number
    assert row.text == "Кога прво?"


def test_questions_and_right_answers_are_not_shown_to_members(world, module):
    text = world.ana.sign_in().get(f"/trainings/modules/{module.pk}/").content.decode()
    assert "Koga zovete?" not in text
    assert "Signs at school" in text
    assert (
        "Koga zovete?"
        in world.nada.sign_in().get(f"/trainings/modules/{module.pk}/").content.decode()
    ), "whoever trains in another town reads it"


def test_another_town_teaches_a_module_but_changes_nothing_of_it(world, module):
    nada = world.nada
    made = actions.plan_session(module, plan(), network=world.nis, by=nada.actor)
    assert made.network == world.nis
    browser = nada.sign_in()
    here = f"/trainings/modules/{module.pk}/"
    assert browser.post(here + "end/").status_code == 403
    assert browser.get(here + "change/").status_code == 403
    assert browser.get(here + "questions/new/").status_code == 403
    row = module.questions.first()
    assert browser.post(f"/trainings/questions/{row.pk}/end/").status_code == 403
    with pytest.raises(Denied, match="Only the network that wrote"):
        actions.change_module(module, outline(), by=nada.actor)


@pytest.mark.parametrize("who", ["ana", "bea", "direktor", "hana"])
def test_members_read_and_write_nothing(world, module, who):
    browser = getattr(world, who).sign_in()
    here = f"/trainings/modules/{module.pk}/"
    assert browser.get(here).status_code == 200
    assert browser.get("/trainings/modules/new/").status_code == 403
    assert browser.post(here + "end/").status_code == 403
    with pytest.raises(Denied):
        actions.write_module(outline(), network=world.vranje, by=getattr(world, who).actor)
    module.refresh_from_db()
    assert module.ended_at is None


def test_a_module_is_put_out_of_use_and_taken_up_again(world, tara, module):
    tara.post(f"/trainings/modules/{module.pk}/end/")
    module.refresh_from_db()
    with pytest.raises(Conflict, match="out of use"):
        planned(world, module)
    assert "Signs at school" not in tara.get("/trainings/modules/").content.decode()
    assert "Signs at school" in tara.get("/trainings/modules/?ended=1").content.decode()
    tara.post(f"/trainings/modules/{module.pk}/take-up/")
    module.refresh_from_db()
    assert planned(world, module)


def test_the_list_is_searched_in_both_scripts_and_filtered(world, module):
    written_module(world, title=Words(sr="Рад са сведоком"), audience=("court",), covers=())
    browser = world.ana.sign_in()

    def titles(query: str) -> list[str]:
        return [
            str(one.title) for one in browser.get(f"/trainings/modules/{query}").context["page"]
        ]

    assert titles("?q=skoli") == titles("?q=школи") == titles("?q=Signs") == ["Signs at school"]
    assert titles("?sector=court") == ["Rad sa svedokom"]
    assert titles("?gap=no_age") == ["Signs at school"]
    assert titles("?q=xyzzy") == []
    assert (
        browser.get("/trainings/modules/?sector=%27&gap=%F0%9F%92%A3&page=zzz").status_code == 200
    )


def test_modules_for_the_loop_cover_what_is_missing_most_first(world, module):
    other = written_module(world, covers=("no_age",), audience=("police",), tested=False)
    ended = written_module(world, covers=("no_age", "no_what_seen"), tested=False)
    actions.end_module(ended, by=world.tara.actor)
    assert modules_for(["no_age", "no_what_seen"]) == [module, other]
    assert modules_for(["no_age"], sector="police") == [other]
    assert modules_for(["wrong_body"]) == []
    assert modules_for([]) == []


def test_a_material_has_versions_and_goes_out_as_a_file(world, tara, module):
    here = f"/trainings/modules/{module.pk}/papers/new/"
    for body in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        file = SimpleUploadedFile("Bea i Ana.pdf", body, "application/pdf")
        sent = {"token": new_token(), "title": "Подсетник", "paper": file}
        assert tara.post(here, sent).status_code == 302
    rows = list(Material.objects.order_by("version"))
    assert [(one.version, one.ended_at is None) for one in rows] == [(1, False), (2, True)]
    answer = world.ana.sign_in().get(f"/trainings/papers/{rows[1].pk}/")
    assert answer.content == b"%PDF-1.7 second"
    assert answer["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert world.ana.sign_in().get(f"/trainings/papers/{rows[0].pk}/").status_code == 404
    wrong = SimpleUploadedFile("x.exe", b"MZ...", "application/pdf")
    refused = tara.post(here, {"token": new_token(), "title": "Друго", "paper": wrong})
    assert refused.status_code == 422
    assert "Choose a PDF" in refused.content.decode()
    assert "Друго" in refused.content.decode()
    assert Material.objects.count() == 2


def test_text_is_never_markup(world, tara):
    made = written_module(world, title=Words(sr="Ш<script>x</script>", en="<b>{{ x }}</b>"),
                          about="<img src=x onerror=y>")  # fmt: skip
    page = tara.get(f"/trainings/modules/{made.pk}/").content.decode()
    assert "<b>{{ x }}" not in page
    assert "<img src=x" not in page
    assert "&lt;b&gt;" in page


def test_what_is_new_to_put_on_the_shelf_is_by_those_who_may(world, module):
    paper = Incoming("a.pdf", "application/pdf", b"%PDF-")
    with pytest.raises(Denied):
        actions.add_material(module, "Тајно", paper, by=world.ana.actor)


def test_lists_ask_a_fixed_number_of_questions(world, module, django_assert_max_num_queries):
    for _n in range(12):
        written_module(world, tested=False)
    browser = world.ana.sign_in()
    browser.get("/trainings/modules/")
    with django_assert_max_num_queries(30):
        browser.get("/trainings/modules/")


def test_a_question_that_is_left_out_can_be_taken_back(world, module, tara):
    row = module.questions.first()
    answer = tara.post(f"/trainings/questions/{row.pk}/end/")
    page = tara.get(answer["Location"].split("#")[0]).content.decode()
    assert "Question 1 is left out" in page
    back = f"/trainings/questions/{row.pk}/return/"
    assert back in page
    assert world.nada.sign_in().post(back).status_code == 403
    assert tara.post(back).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is None
    assert tara.get(f"/trainings/modules/{module.pk}/?left=%27").status_code == 200


def test_the_list_stands_in_the_order_of_the_readers_alphabet(world, tara):
    for title in ("Џез у школи", "Вежба", "Ђак", "Чувар", "Љубав"):
        written_module(world, tested=False, title=Words(sr=title))
    shown = [str(one.title) for one in tara.get("/trainings/modules/").context["page"]]
    assert shown == ["Čuvar", "Džez u školi", "Đak", "Ljubav", "Vežba"]
