"""What the two sides read of a report: whom to call, who sees what, and no deadline of others."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from spona.cases.case.models import Case
from spona.deadlines import moved
from spona.deadlines.models import Rule
from spona.directory.models import ContactPoint
from spona.identity.models import Account
from tests.cases.flow import get, reported, submit
from tests.shared_world import kept

_built, world = kept(partial(reported, "en"))


@pytest.fixture
def path(world):
    return world.report


@pytest.fixture
def bea(world, path):
    browser = world.bea.sign_in()
    browser.post(f"{path}open/")
    return browser


def number(institution, digits, kind="office", **more):
    return ContactPoint.objects.create(
        institution=institution, kind=kind, number=digits, source="test", certainty="high", **more
    )


def seen_by(page, heading):
    """The chips "who sees" that stand in the head of one part."""
    head = page.partition(f"<h2>{heading}</h2>")[2].partition("</div>")[0]
    return re.sub(r"<[^>]+>", "", head)


def test_holders_find_the_way_to_pass_it_on_until_it_is_taken_over(world, path):
    link = f'href="{path}not-ours/"'
    bea = world.bea.sign_in()
    assert link not in get(bea, path)  # first it is opened
    bea.post(f"{path}open/")
    assert link in get(bea, path)
    assert link not in get(world.ana.sign_in(), path)
    bea.post(f"{path}accept/")
    assert link not in get(bea, path)


def test_the_sender_reads_whom_to_call_under_what_is_asked(world, bea, path):
    ana = world.ana.sign_in()
    submit(bea, f"{path}feedback/", {"message": "Kog dana?"})
    assert "Or call:" not in get(ana, path)
    number(world.csw, "017 000-222")
    page = get(ana, path)
    assert 'href="tel:017000222"' in page
    assert "nobody has confirmed this number yet" in page
    for row in ContactPoint.objects.all():
        row.confirmed_on = timezone.localdate()
        row.save()
    assert "nobody has confirmed this number yet" not in get(ana, path)


def test_why_there_is_this_deadline_is_told_without_hovering(world, bea, path):
    def why():
        page = get(bea, path)
        return page.partition("Why this deadline?")[2].partition("</details>")[0]

    rules = Rule.objects.filter(deadlines__kind="answer")
    rules.update(state="adopted")
    assert "Rule:" in why()
    assert "Source:" in why()
    assert "is a proposal" not in why()
    Rule.objects.update(state="proposed")
    assert "This rule is a proposal" in why()


def test_a_sender_sees_no_deadline_of_the_recipient(world, bea, path):
    ana = world.ana.sign_in()
    with moved(timedelta(days=9)):
        pages = [get(ana, path), get(ana, "/reports/")]
    for page in pages:
        assert 'class="deadline' not in page
        assert "is-late" not in page
        assert "received" in page
    bea.post(f"{path}accept/")
    bea.post(f"{path}start/")
    page = get(ana, path)
    assert "taken over" in page
    assert "work has begun" not in page
    assert "work has begun" in get(bea, path)


def test_a_closed_row_says_once_that_it_is_closed(world, bea, path):
    bea.post(f"{path}accept/")
    bea.post(f"{path}finish/", {"outcome": "done", "message": "Gotovo."})
    page = get(world.ana.sign_in(), "/reports/")
    assert page.count('class="state ') == 1


def test_who_sees_the_cover_and_who_sees_the_rest(world, bea, path):
    centre = str(world.csw)
    assert f"{centre}, you" in seen_by(get(bea, path), "What is asked")
    page = get(world.ana.sign_in(), path)
    assert centre in seen_by(page, "What is asked")
    rest = page.partition("<h2>Signs</h2>")[2].partition("</summary>")[0]
    assert "Seen by:" in rest
    assert centre not in rest


def test_who_has_to_give_a_reason_first_sees_no_buttons_of_the_work(world, bea, path):
    bea.post(f"{path}accept/")
    assert f"{path}finish/" in get(bea, path)
    bea.post(f"{path}assign/", {"member": str(world.vera.member.pk)})
    page = get(bea, path)
    assert f"{path}finish/" not in page
    assert f"{path}start/" not in page
    assert "Open it with a reason first" in page
    opened = bea.post(path, {"reason": "absence"}).content.decode()
    assert f"{path}finish/" in opened
    assert f"{path}finish/" in get(world.vera.sign_in(), path)
    # What was typed comes back with its mistake, the form too.
    assert "Samo." in bea.post(f"{path}finish/", {"message": "Samo."}).content.decode()


def test_a_section_that_wants_a_reason_says_so_and_denies_no_key(world, bea, path):
    bea.post(f"{path}accept/")
    bea.post(f"{path}assign/", {"member": str(world.vera.member.pk)})
    file = f"/cases/{Case.objects.get().reference}/"
    page = get(bea, file)
    assert "Opens with a reason." in page
    assert "You have no key." not in page
    assert "Opens with a reason." not in bea.post(file, {"reason": "absence"}).content.decode()


def test_nobody_has_to_confirm_the_emergency_number(world):
    Account.objects.update(language="en")
    ContactPoint.objects.all().delete()
    number(None, "192", kind="emergency")
    ana = world.ana.sign_in()
    assert "nobody has confirmed this number yet" not in get(ana, "/signs/")
    number(None, "063 000", kind="centre")
    assert "nobody has confirmed this number yet" in get(ana, "/signs/")


def test_a_report_and_its_file_tell_what_happened_in_one_order(world, bea, path):
    """The newest first, on both pages."""
    bea.post(f"{path}accept/")
    page = get(bea, path)
    file = re.search(r'href="(/cases/F-[^/"]+/)"', page)[1]

    def order(page):
        told = page[page.index('aria-labelledby="happened"') :].split("</section>")[0]
        return told.index("accepted"), told.index("sent")

    for shown in (page, get(bea, file), get(bea, f"{file}log/")):
        accepted, sent = order(shown)
        assert accepted < sent
