"""Words without an account, and all that is kept in a file, through the pages of a served world."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

from django.utils import timezone

from tests.harness.browser import Browser, Page, choices
from tests.harness.planted import Plant
from tests.harness.reporting import chosen
from tests.identity.authenticator import Authenticator, encoded
from tests.served.running import Served
from tests.tipline.pages import code_in


def word(world: Served, plant: Plant) -> str:
    """Somebody without an account writes, comes back, adds words and a file; returns the code."""
    somebody, door = Browser(world), "/sr/message/in/vranje/new/"
    typed = {
        "text": plant.story(3), "where": plant.address(), "language": "sr", "who": "somebody",
        "children": "not_sure", "phone": plant.phone(), "phone_when": plant.sentence(),
    }  # fmt: skip
    code = code_in(somebody.submit(door, typed).text)
    thread = somebody.post("/sr/message/back/", {"code": code})
    more = {"text": plant.story(2), "language": "sr", "phone": plant.phone()}
    added = somebody.post("/sr/message/back/more/", thread.fields("/more/") | more)
    assert added.status == 200, added.text[:2000]
    name, content = f"{plant.word()}.jpg", plant.story(8).encode()
    sent = somebody.upload("/sr/message/back/file/", added.fields("/file/"), name, content)
    assert (sent.status, name in sent.text) == (200, True), sent.text[:2000]
    # Half a code, as people mistype it.
    somebody.post("/sr/message/back/", {"code": code[:-4] + plant.word()})
    return code


def answered(bea: Browser, plant: Plant) -> str:
    """The centre takes the word over, answers, and opens a file; returns `/cases/<reference>/`."""
    reference = re.search(r"/messages/T-[0-9A-Z-]+/", bea.get("/messages/").text)
    assert reference
    path = reference[0]
    assert bea.submit(path, {}, to=f"{path}open/").status == 302
    assert bea.submit(path, {}, to=f"{path}take/").status == 302
    assert bea.submit(path, {"text": plant.story(2)}, to=f"{path}reply/").status == 302
    attached = re.search(rf"{path}[0-9a-f-]+/[0-9a-f-]+/", bea.get(path).text)
    assert attached, "the file of the word is there to be read"
    assert bea.get(attached[0]).status == 200
    opened = bea.submit(path, {}, to=f"{path}file/")
    assert opened.status == 302, opened.text[:2000]
    return opened.headers["Location"]


def written(bea: Browser, file: str, plant: Plant) -> None:
    """Every section, a note, an attachment with its name and content, an agreement, a light note."""
    sections = {
        "name": {"name": plant.name()},
        "identity": {"age": "adult", "age_detail": plant.word(), "born": "",
                     "language": plant.word(), "more": plant.story(2)},
        "contact": {"safe": "no", "how_to_reach": plant.story(2), "phone": plant.phone(),
                    "address": plant.address(), "trusted": plant.name()},
        "account": {"own_words": plant.story(3), "noticed": plant.story(2),
                    "who_else": plant.name()},
        "health": {"text": plant.story(3)},
        "legal": {"text": plant.story(2), "guardian": plant.name()},
        "plan": {"text": plant.story(2)},
    }  # fmt: skip
    for name, typed in sections.items():
        _done(bea.submit(f"{file}edit/{name}/", typed))
    note = {"kind": "interview", "day": str(timezone.localdate()), "time": "", "whom": plant.name()}
    _done(bea.submit(f"{file}notes/new/", note | {"text": plant.story(2)}))
    old = re.search(rf"{file}notes/[0-9a-f-]+/correct/", bea.get(f"{file}notes/").text)[0]
    _done(bea.submit(old, note | {"whom": plant.word(), "text": plant.story(2)}))
    assert bea.submit(f"{file}notes/", {"q": plant.word(), "kind": ""}).status == 200
    page = bea.get(f"{file}attach/")
    name, content = f"{plant.word()} {plant.word()}.pdf", plant.story(8).encode()
    typed = {"text": plant.sentence(), "kind": "court"} | page.fields()
    _done(bea.upload(f"{file}attach/", typed, name, content))
    # What came with the word is attached to the file too.
    attached = set(re.findall(rf"{file}attached/[0-9a-f-]+/", bea.get(f"{file}attached/").text))
    assert content in {bea.get(one).body for one in attached}
    later = {"review_on": str(timezone.localdate() + timedelta(days=30))}
    _done(bea.submit("/notes/new/", later | {"who": plant.name(), "text": plant.story(2)}))
    assert bea.get("/notes/").status == 200


def sent_on(bea: Browser, jelena: Browser, file: str, plant: Plant) -> str:
    """An agreement, and on its strength a referral to the health centre; returns `/r/<reference>/`."""
    page = bea.get(f"{file}agreements/new/")
    health = chosen(page.text, "recipient", "Zdravstveni")
    agreed = {
        "recipient": health, "parts": ["who", "account"], "purpose": plant.story(1),
        "starts_on": str(timezone.localdate()), "ends_on": str(timezone.localdate() + timedelta(days=30)),
        "how": "spoken", "who": "person", "language": plant.word(), "interpreter": plant.name(),
    }  # fmt: skip
    _done(bea.post(f"{file}agreements/new/", page.fields() | agreed))
    assert bea.get(f"{file}agreements/").status == 200
    network = choices(bea.get(f"{file}refer/"), "network")
    typed = {
        "network": network[0][0] if network else "", "institution": health,
        "asked": plant.sentence(), "urgency": "urgent", "parts": ["who", "account"],
        "reached": plant.name(), "reason": "",
    }  # fmt: skip
    shown = bea.submit(f"{file}refer/", typed)
    assert shown.status == 200, shown.text[:2000]
    ground = next(value for value, _tag in choices(shown, "ground") if not value.startswith("law:"))
    # What goes is what was shown with this ground.
    typed = shown.fields() | typed | {"ground": ground}
    shown = bea.post(f"{file}refer/", typed | {"show": "1"})
    sent = bea.post(f"{file}refer/", typed | shown.fields() | {"send": "1"})
    _done(sent)
    path = sent.headers["Location"]
    assert jelena.submit(path, {}, to=f"{path}open/").status == 302
    assert jelena.submit(path, {"message": plant.story(1)}, to=f"{path}accept/").status == 302
    return path


def met(bea: Browser, jelena: Browser, file: str, plant: Plant) -> None:
    """A conference on that agreement: called, opened over there, minutes, a decision, on paper.

    It begins in ten minutes, so that what is said at it can be written at once.
    """
    health = chosen(bea.get(f"{file}conference/new/").text, "invited", "Zdravstveni")
    begins = timezone.localtime(timezone.now() + timedelta(minutes=10))
    day = str(begins.date() + timedelta(days=3))
    typed = {
        "day": str(begins.date()), "time": f"{begins:%H:%M}", "until": day,
        "place": plant.address(),
        "about": plant.story(1), "reason": plant.sentence(), "invited": health,
    }  # fmt: skip
    shown = bea.submit(f"{file}conference/new/", typed)
    assert shown.status == 200, shown.text[:2000]
    prefix = health.replace("-", "")
    seat = {"shown": prefix, f"{prefix}-parts": ["who", "account"]}
    grounds = [value for value, _tag in choices(shown, f"{prefix}-ground")]
    seat[f"{prefix}-ground"] = next(one for one in grounds if not one.startswith("law:"))
    typed = shown.fields() | typed | seat
    shown = bea.post(f"{file}conference/new/", typed | {"show": "1"})
    called = bea.post(f"{file}conference/new/", typed | shown.fields() | {"send": "1"})
    _done(called)
    path = called.headers["Location"]
    _done(jelena.submit(path, {}, to=f"{path}open/"))
    assert jelena.get(path).status == 200
    _done(bea.submit(f"{path}minutes/", {"minutes": plant.story(3)}))
    decided = {"text": plant.story(1), "institution": health, "due_on": day}
    _done(bea.submit(f"{path}decide/", decided))
    assert bea.get(f"{path}minutes.pdf").status == 200
    bea.submit(f"{path}decide/", decided | {"text": plant.sentence(), "due_on": plant.word()})


def looked_for(bea: Browser, file: str, plant: Plant) -> None:
    """Searched by name, exported, told, and a word typed where none belongs."""
    for typed in (plant.used[-1], plant.word()):
        assert bea.submit("/cases/", {"q": typed}, to="/cases/find/").status == 200
    for path in (f"{file}log/", f"{file}team/", f"{file}disclosures/"):
        assert bea.get(path).status == 200
    assert bea.submit(f"{file}disclosures/", {"safe": "no"}).status == 200
    bea.submit(f"{file}edit/plan/", {"text": plant.sentence(), "revision": "0"})
    bea.submit(f"{file}notes/new/", {"whom": plant.name(), "text": plant.sentence() * 2000})


def _done(page: Page) -> None:
    assert page.status == 302, (page.path, page.status, re.sub(r"<[^>]+>", " ", page.text)[-3000:])


def security_key(world: Served, login: str, plant: Plant) -> None:
    """Somebody adds a security key under a name of their own and comes in with it."""
    person, key, name = Browser(world).sign_in(login), Authenticator(), plant.word()
    known = {one: world.credentials(login)[one] for one in ("password", "code")}
    assert person.submit("/step-up/", known).status == 302
    page = person.get("/account/security-keys/").text
    asked = json.loads(unescape(re.search(r'data-key-register="([^"]*)"', page)[1]))
    typed = {"name": name, "credential": key.register(asked, origin=world.url)}
    _done(person.submit("/account/security-keys/", typed))
    assert name in person.get("/account/").text
    known = {"login": login, "password": world.accounts[login]["password"]}
    asked = json.loads(Browser(world).post("/sr/login/key/", known).text)
    answer = key.sign(asked, origin=world.url)
    assert Browser(world).post("/sr/login/", known | {"key_answer": answer}).status == 302
    # The id of a key tells two places of the same person apart, so it lies nowhere in clear.
    plant.used += [encoded(ident) for ident in key.known]
