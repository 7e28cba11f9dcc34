"""Notes of a file: what kind, of which day, with whom; added, corrected, never rewritten."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from spona.access.denied import Denied
from spona.access.models import UsedToken
from spona.audit.models import Entry
from spona.cases.case import actions
from spona.cases.case.actions import add_note
from spona.cases.case.notes import Event, entries_of, narrowed
from spona.cases.casefile.actions import exclude
from spona.cases.consent.ground import ground_unnamed
from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, approve, open_packet
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.packet import Body, Sender
from spona.cases.team.actions import assign_file
from spona.deadlines import moved, today
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.reference.words import Words
from spona.tasks.models import Task
from spona.vault.actions import open_section, save_section
from spona.vault.models import Section
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.refer_pages import hidden

YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def path(case):
    return f"/cases/{case.reference}/"


@pytest.fixture
def bea(world):
    return world.bea.sign_in()


def section_of(case):
    return Section.objects.named(case.box_id, "notes").select_related("box").get()


def notes_of(world, case):
    return open_section(section_of(case), **world.bea.can)["notes"]


def token_in(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def typed(text="Razgovor u školi.", **more):
    said = {"kind": "call", "day": str(today()), "time": "", "whom": "", "text": text}
    return {name: str(value) for name, value in (said | more).items()}


def write(browser, path, text="Razgovor u školi.", *, at="new/", token="", **more):
    token = token or token_in(get(browser, f"{path}notes/{at}"))
    return browser.post(f"{path}notes/{at}", typed(text, **more) | {"token": token})


def event(kind="visit", days_ago=0, **more):
    return Event(kind, today() - days_ago * YESTERDAY, **more)


def planted(world, case, count, **more):
    """So many notes at once, as if they had been written over a year."""
    section = section_of(case)
    one = {"at": timezone.now().isoformat(), "by": "Bea", "member": "", "about": "", "corrects": ""}
    document = open_section(section, **world.bea.can)
    document["notes"] = [
        one | {"id": str(uuid.uuid4()), "text": f"Beleška {number}."} | more
        for number in range(count)
    ]
    save_section(section, document, revision=section.revision, **world.bea.can)


# Writing one


def test_a_note_has_its_kind_its_day_its_hour_and_with_whom(world, case, path, bea):
    day = today() - YESTERDAY
    answer = write(bea, path, "Nije bilo na času.", day=day, time="15:05", whom="razredna")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{path}notes/#note-")
    (kept,) = notes_of(world, case)
    assert (kept["kind"], kept["day"], kept["time"]) == ("call", str(day), "15:05")
    assert (kept["whom"], kept["by"]) == ("razredna", "Bea Primerić")
    for page in (get(bea, f"{path}notes/"),):
        assert "Call · razredna" in page
        assert "Nije bilo na času." in page
        assert "yesterday at 15:05" in page


def test_the_form_proposes_today_and_no_kind(path, bea):
    page = get(bea, f"{path}notes/new/")
    assert f'value="{today()}"' in page
    assert "checked" not in page


@pytest.mark.parametrize("kind", ["visit", "call", "interview", "letter"])
def test_a_button_of_the_file_opens_the_form_with_its_kind(path, bea, kind):
    assert f'name="begin" value="{kind}"' in get(bea, path)
    answer = bea.post(f"{path}notes/new/", {"begin": kind})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(rf'value="{kind}"[^>]*\bchecked', page)
    assert page.count("checked") == 1


def test_an_unknown_kind_opens_the_form_without_one(path, bea):
    assert "checked" not in bea.post(f"{path}notes/new/", {"begin": "x"}).content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"kind": ""}, "Choose what it was."),
        ({"kind": "confession"}, "Choose what it was."),
        ({"day": ""}, "Choose the day."),
        ({"day": "31.2.2026"}, "There is no such day."),
        ({"day": "0026-11-20"}, "this day is too far away"),
        ({"day": "TOMORROW"}, "This day is still to come."),
        ({"time": "25:00"}, "There is no such time."),
        ({"text": "   "}, "Write the note first."),
        ({"whom": "a" * 201}, "at most 200 characters"),
    ],
)
def test_a_mistake_is_one_sentence_beside_its_field_and_nothing_typed_is_lost(
    world, case, path, bea, more, sentence
):
    if more.get("day") == "TOMORROW":
        more = {"day": today() + YESTERDAY}
    answer = write(bea, path, **({"text": "Dug razgovor.", "whom": "lekar"} | more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert page.count('class="error"') == 1
    for name, word in (("text", "Dug razgovor."), ("whom", "lekar")):
        assert name in more or word in page
    assert notes_of(world, case) == []


def test_an_hour_of_today_that_is_still_to_come_is_refused(path, bea):
    now = timezone.localtime()
    with moved(now.replace(hour=12, minute=0) - now):
        assert write(bea, path, time="11:50").status_code == 302
        answer = write(bea, path, time="12:10")
    assert answer.status_code == 422
    assert "This hour is still to come." in answer.content.decode()


def test_a_second_click_adds_nothing(world, case, path, bea):
    token = token_in(get(bea, f"{path}notes/new/"))
    first, second = (write(bea, path, token=token) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert len(notes_of(world, case)) == 1


def test_whoever_writes_while_the_file_is_closed_keeps_the_text(world, case, path, bea):
    token = token_in(get(bea, f"{path}notes/new/"))
    case.closed_at = timezone.now()
    case.save()
    answer = write(bea, path, "Dug razgovor.", token=token)
    assert answer.status_code == 422
    assert "Dug razgovor." in answer.content.decode()
    assert "This file is closed." in answer.content.decode()
    assert bea.get(f"{path}notes/new/").status_code == 403
    page = get(bea, f"{path}notes/")
    assert "Add the note" not in page
    assert 'name="begin"' not in page


def test_two_who_write_in_the_same_moment_are_both_heard(world, case, monkeypatch):
    """Boris saves after Bea has opened the notes and before she saves."""
    real, done = actions.save_section, []

    def faster(section, document, **how):
        if not done:
            done.append(True)
            add_note(case, "Boris.", event=event("call"), **world.boris.can)
        return real(section, document, **how)

    monkeypatch.setattr(actions, "save_section", faster)
    add_note(case, "Bea.", event=event("visit"), **world.bea.can)
    assert [one["text"] for one in notes_of(world, case)] == ["Boris.", "Bea."]


# Reading them


def test_a_note_of_an_older_version_is_still_shown(world, case, path, bea):
    planted(world, case, 1, text="Od ranije.")
    for page in (get(bea, f"{path}notes/"),):
        assert "Od ranije." in page
        assert "<h3>Note</h3>" in page


def test_a_kind_of_a_newer_version_is_still_shown(world, case, path, bea):
    planted(world, case, 1, kind="dream", day=str(today()), time="", whom="")
    assert "<h3>Note</h3>" in get(bea, f"{path}notes/")


def test_the_newest_event_stands_first_whenever_it_was_written(world, case, path, bea):
    for text, days, hour in (
        ("A.", 3, None),
        ("B.", 0, None),
        ("C.", 9, None),
        ("D.", 3, dt.time(9)),
    ):
        add_note(case, text, event=event(days_ago=days, time=hour), **world.bea.can)
    page = get(bea, f"{path}notes/")
    assert re.findall(r"<p>([A-D]\.)</p>", page) == ["B.", "D.", "A.", "C."]


def test_each_page_of_the_file_says_how_many_and_leads_to_all(world, case, path, bea):
    planted(world, case, 200)
    page = get(bea, path)
    assert page.count('id="note-') == 0
    assert '<span class="count">200</span>' in page
    assert f'href="{path}notes/"' in page
    assert get(bea, f"{path}notes/").count('id="note-') == 200


def test_two_hundred_notes_cost_no_statement_more(world, case, path, bea):
    asked = {}
    for count in (1, 200):
        planted(world, case, count, kind="visit", day=str(today()), time="", whom="")
        for at in (path, f"{path}notes/"):
            get(bea, at)
            with CaptureQueriesContext(connection) as found:
                get(bea, at)
            asked[at, count] = len(found)
    assert asked[path, 1] == asked[path, 200]
    assert asked[f"{path}notes/", 1] == asked[f"{path}notes/", 200]


def test_they_are_narrowed_by_kind_and_by_words_in_either_script(world, case, path, bea):
    add_note(
        case, "Dete nije došlo u školu.", event=event("call", whom="разредна"), **world.bea.can
    )
    add_note(case, "Посета породици у Нишу.", event=event("visit"), **world.bea.can)
    at = f"{path}notes/"

    def found(**said):
        answer = bea.post(at, {"q": "", "kind": ""} | said)
        assert answer.status_code == 200
        return re.findall(r"<p>(Dete|Посета)", answer.content.decode())

    assert sorted(found()) == ["Dete", "Посета"]
    assert found(kind="call") == ["Dete"]
    assert found(q="poseta nis") == ["Посета"]
    assert found(q="ШКОЛУ") == ["Dete"]
    assert found(q="razredna") == ["Dete"]
    assert found(q="poseta", kind="call") == []
    assert sorted(found(kind="nonsense")) == ["Dete", "Посета"]
    page = bea.post(at, {"q": "ništa", "kind": "visit"}).content.decode()
    assert "Nothing fits these filters" in page
    assert 'value="ništa"' in page


def test_where_nothing_was_written_the_page_says_so(path, bea):
    assert "No note was written yet" in get(bea, f"{path}notes/")


def test_reading_all_notes_is_one_row_of_the_log_and_opens_nothing_else(case, path, bea):
    seen = Entry.objects.filter(name__startswith="section:read")
    before = seen.count()
    get(bea, f"{path}notes/")
    (row,) = seen.order_by("seq")[before:]
    assert row.detail["sections"] == [str(section_of(case).pk)]


# Correcting one


@pytest.fixture
def note(world, case):
    return add_note(case, "Došao je otac.", event=event("visit", 2, whom="otac"), **world.boris.can)


def test_a_correction_opens_with_the_old_text_and_both_stay_readable(world, case, path, bea, note):
    at = f"{note}/correct/"
    assert f"{path}notes/{at}" in get(bea, f"{path}notes/")
    form = get(bea, f"{path}notes/{at}")
    assert "Došao je otac." in form
    assert 'value="otac"' in form
    assert f'value="{today() - 2 * YESTERDAY}"' in form
    assert write(bea, path, "Došao je stric.", at=at, kind="visit", whom="stric").status_code == 302
    old, new = notes_of(world, case)
    assert (old["text"], new["corrects"]) == ("Došao je otac.", note)
    page = get(bea, f"{path}notes/")
    assert page.index("Došao je stric.") < page.index("<del>Došao je otac.</del>")
    assert "Corrected today at" in page
    assert page.count('id="note-') == 1
    assert f"{path}notes/{note}/correct/" not in page


def test_a_note_corrected_twice_shows_the_chain(world, case, path, bea, note):
    second = add_note(case, "Stric.", event=event(), corrects=note, **world.bea.can)
    add_note(case, "Ujak.", event=event(), corrects=second, **world.bea.can)
    page = get(bea, f"{path}notes/")
    assert page.index("Ujak.") < page.index("<del>Stric.</del>") < page.index("<del>Došao je otac.")
    assert '<span class="count">1</span>' in get(bea, path)
    (entry,) = entries_of({"notes": notes_of(world, case)})
    assert [one.text for one in entry.all] == ["Ujak.", "Stric.", "Došao je otac."]
    assert narrowed([entry], words="otac")


def test_two_who_correct_the_same_note_are_both_heard(world, case, path, bea, note):
    for who, text in ((world.bea, "Stric."), (world.boris, "Ujak.")):
        add_note(case, text, event=event(), corrects=note, **who.can)
    page = get(bea, f"{path}notes/")
    assert page.count('id="note-') == 2
    assert "Stric." in page
    assert "Ujak." in page


def test_a_note_of_an_older_version_is_corrected_too(world, case, path, bea):
    planted(world, case, 1, text="Od ranije.")
    (old,) = notes_of(world, case)
    at = f"{old['id']}/correct/"
    assert "checked" not in get(bea, f"{path}notes/{at}")
    assert write(bea, path, "Ispravljeno.", at=at).status_code == 302
    assert "<del>Od ranije.</del>" in get(bea, f"{path}notes/")


def test_a_correction_with_a_mistake_loses_nothing(path, bea, note):
    answer = write(bea, path, "Stric.", at=f"{note}/correct/", day=today() + YESTERDAY)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Stric." in page
    assert "Correct a note" in page


# Sent on with the whole file


@pytest.fixture
def handed_over(world, case, path, bea, note):
    """The page of the transfer with its preview, after the note was corrected; what was typed."""
    assert write(bea, path, "Došao je stric.", at=f"{note}/correct/").status_code == 302
    given = {"network": str(world.nis.pk), "institution": str(world.csw_nis.pk), "show": "1"}
    page = bea.post(f"{path}transfer/", given).content.decode()
    law = re.search(r'name="ground" value="(law:[^"]+)"', page)[1]
    given |= {"asked": "Preuzmite", "urgency": "regular", "ground": law, "reason": "Prebivalište."}
    return bea.post(f"{path}transfer/", given).content.decode(), given


def stands_corrected(page, note):
    told = page[page.index("<strong>Notes</strong>") :]
    assert told.index("Došao je stric.") < told.index("Before it said:")
    assert told.index("Before it said:") < told.index("<del>Došao je otac.</del>")
    assert told.count("Došao je otac.") == 1
    assert "Bea Primerić" in told
    assert note not in told, "ids are nothing to read"


def test_a_transfer_shows_what_was_corrected_as_the_notes_do(world, bea, path, note, handed_over):
    page, given = handed_over
    stands_corrected(page, note)
    del given["show"]
    sent = bea.post(f"{path}transfer/", given | {"send": "1"} | hidden(page))
    assert sent.status_code == 302
    row = Referral.objects.get()
    stands_corrected(get(world.boris.sign_in(), f"/r/{row.reference}/second-look/"), note)
    approve(row, **world.boris.can)
    row.refresh_from_db()
    open_packet(row, **world.nina.can)
    accept(row, **world.nina.can)
    stands_corrected(get(world.nina.sign_in(), f"/r/{row.reference}/"), note)


def test_on_paper_each_note_is_one_line_and_what_it_was_the_next(world, case, path, bea, note):
    day = today() - YESTERDAY
    corrected = {"whom": "razredna", "day": day, "time": "15:05"}
    write(bea, path, "Došao je stric.", at=f"{note}/correct/", **corrected)
    document = open_section(section_of(case), **world.bea.can)
    body = Body(
        Sender(Words({"sr": "Centar"}), "Bea"), ground_unnamed(), sections={"notes": document}
    )
    with override("en"):
        [shown] = sections_of(body)
    now, before = shown.texts
    day = r"\w+, \d+ \w+ \d{4}"
    assert re.fullmatch(rf"Call · razredna, {day}, 15:05, Bea Primerić: Došao je stric\.", now)
    said = rf"Corrected {day}\. Before it said: Visit · otac, {day}, Boris Primerić: "
    assert re.fullmatch(rf"{said}Došao je otac\.", before)


# Whoever should not


def test_a_note_of_another_file_is_not_corrected_here(world, case, path, bea, note):
    other = file_of(world)
    theirs = f"/cases/{other.reference}/notes/{note}/correct/"
    assert bea.get(theirs).status_code == 404
    answer = bea.post(theirs, typed())
    assert answer.status_code == 422
    assert "is not in this file" in answer.content.decode()
    with pytest.raises(Denied, match="not in this file"):
        add_note(other, "Stric.", corrects=note, event=event(), **world.bea.can)
    assert notes_of(world, other) == []
    assert bea.get(f"{path}notes/{uuid.uuid4()}/correct/").status_code == 404


def test_a_forged_field_corrects_nothing(world, case, path, bea, note):
    assert write(bea, path, corrects=note, id=note, by="Neko").status_code == 302
    new = notes_of(world, case)[-1]
    assert (new["corrects"], new["by"]) == ("", "Bea Primerić")
    assert new["id"] != note


def test_what_is_still_to_come_is_refused_by_the_action_too(world, case):
    for ahead in (
        Event("visit", today() + YESTERDAY),
        Event("visit", today(), dt.time(23, 59, 59, 999999)),
    ):
        with pytest.raises(Denied, match="still to come"):
            add_note(case, "Sutra.", event=ahead, **world.bea.can)
    with pytest.raises(ValueError, match="confession"):
        add_note(case, "Danas.", event=Event("confession", today()), **world.bea.can)


def test_markup_in_a_note_is_text(world, path, bea):
    mark = "<script>alert(1)</script><b>x</b>"
    write(bea, path, mark, whom=mark)
    (at,) = set(re.findall(r"notes/[0-9a-f-]{36}/correct/", get(bea, f"{path}notes/")))
    for page in (get(bea, f"{path}notes/"), get(bea, f"{path}{at}")):
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page
    found = bea.post(f"{path}notes/", {"q": '"><script>alert(2)', "kind": ""}).content.decode()
    assert "<script>alert" not in found


def test_other_institutions_and_the_excluded_learn_nothing(world, case, path, note):
    exclude(case, member=world.boris.member, **world.bea.can)
    for who in (
        world.boris,
        world.vera,
        world.ana,
        world.hana,
        world.nina,
        world.cora,
        world.kosta,
    ):
        browser = who.sign_in()
        for tail in ("notes/", "notes/new/", f"notes/{note}/correct/", "attached/"):
            assert browser.get(path + tail).status_code in (403, 404), (who, tail)
            assert browser.post(path + tail, typed()).status_code in (403, 404), (who, tail)
        assert browser.post(f"{path}notes/new/", {"begin": "call"}).status_code in (403, 404)
    assert [one["text"] for one in notes_of(world, case)] == ["Došao je otac."]


def test_who_was_let_into_another_part_reads_no_note(world, case, path, note):
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    vera = world.vera.sign_in()
    assert "Došao je otac." not in get(vera, path)
    assert f"{path}notes/" not in get(vera, path)
    for tail in ("notes/", "notes/new/", f"notes/{note}/correct/", "attached/"):
        answer = vera.get(path + tail)
        assert answer.status_code == 403, tail
        assert "Došao je otac." not in answer.content.decode()
    assert vera.post(f"{path}notes/new/", typed()).status_code == 403


def test_who_was_let_into_the_notes_reads_and_corrects_them(world, case, path, note):
    assign_file(case, member=world.vera.member, sections=["notes"], **world.bea.can)
    vera = world.vera.sign_in()
    assert "Došao je otac." in get(vera, f"{path}notes/")
    assert write(vera, path, "Stric.", at=f"{note}/correct/").status_code == 302
    # Bea is a holder now, and a colleague works on it: a reason is asked first.
    bea = world.bea.sign_in()
    for tail in ("notes/", f"notes/{note}/correct/"):
        assert bea.get(path + tail)["Location"] == path
    answer = bea.post(f"{path}notes/{note}/correct/", typed("Dug razgovor."))
    assert answer.status_code == 422
    assert "Dug razgovor." in answer.content.decode()
    assert "Stric." not in get(bea, path)


def test_nothing_outside_the_seal_tells_what_kind_of_note_it_is(world, case, path, bea):
    write(bea, path, kind="interview", whom="psiholog", text="Tajna rečenica.")
    bea.post(f"{path}notes/new/", {"begin": "interview"})
    bea.post(f"{path}notes/", {"q": "tajna", "kind": "interview"})
    outside = json.dumps(
        [list(model.objects.values()) for model in (Entry, Task, Notice, UsedToken)], default=str
    )
    for word in ("interview", "psiholog", "Tajna", "tajna"):
        assert word not in outside
    for page in (get(bea, path), get(bea, f"{path}notes/"), get(bea, f"{path}notes/new/")):
        (title,) = re.findall(r"<title>(.*?)</title>", page, re.S)
        assert title.strip() == f"{case.reference} – Spona"
    addresses = re.findall(r'(?:href|action)="([^"]+)"', get(bea, f"{path}notes/"))
    assert not [one for one in addresses if "interview" in one]


def test_what_happened_tells_that_notes_were_written_and_not_which(path, bea):
    write(bea, path, kind="interview")
    page = get(bea, f"{path}log/")
    assert "Bea Primerić wrote: Notes" in page
    assert "Interview" not in page
