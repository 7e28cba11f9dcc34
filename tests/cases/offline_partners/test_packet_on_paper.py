"""The packet as a partner on paper holds it in their hand: opened with pdftotext."""

import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import segno
from PIL import Image

from spona import deadlines
from spona.cases.consent.ground import ground_agreed
from spona.cases.fields.facts import texts_of
from spona.cases.referral_pages.orders import Target
from spona.cases.referrals.actions import deliver
from spona.deadlines.models import Deadline
from spona.directory.models import ContactPoint
from spona.directory.models.bodies import ContactKind
from spona.identity.models import Account as Login
from spona.reference.scripts import has_latin_words
from tests.cases.flow import written
from tests.cases.moving import agreement, file_of, packet, referred
from tests.cases.offline_partners.hands import note

CYRILLIC = re.compile("[а-шђјљњћџ]", re.IGNORECASE)
LATIN = re.compile("[a-zčćđšž]", re.IGNORECASE)
# What is written alike in both scripts: addresses, references, days and the line of the log.
ALIKE = re.compile(r"\S+@\S+|R-[0-9A-Z]{4}-[0-9A-Z]{2}|SHA-256|[0-9a-f]{4}(?: [0-9a-f]{4})+")


def opened(answer, tmp_path: Path, *options: str) -> str:
    """What pdftotext finds in it: a program that knows nothing of ours."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert shutil.which("pdftotext"), "poppler is missing: apt-get install poppler-utils"
    file = tmp_path / "packet.pdf"
    file.write_bytes(answer.content)
    found = subprocess.run(
        ["pdftotext", "-layout", *options, str(file), "-"], capture_output=True, check=True
    )
    return found.stdout.decode()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def shows_qr(page: Image.Image, text: str) -> bool:
    """True where the page, ten dots a millimetre, shows this text as a QR of 30 mm at its edge."""
    modules = [list(row) for row in segno.make_qr(text, error="q").matrix_iter(border=4)]
    size, left = 300, 2100 - 220 - 300
    step = size / len(modules)
    wanted = [
        (int(left + (x + 0.5) * step), (y + 0.5) * step, bool(dark))
        for y, row in enumerate(modules)
        for x, dark in enumerate(row)
    ]
    dots = page.load()
    return any(
        all((dots[x, int(top + y)] == 0) == dark for x, y, dark in wanted)
        for top in range(page.height - size)
    )


def test_where_nobody_has_entered_how_to_answer_one_line_is_to_write_on(world, tmp_path):
    """The recipient has to be able to answer, whatever the directory knows."""
    Login.objects.update(language="en")
    row = handed(world, "Ne smem.", "Mila", "Smeštaj")
    text = flat(opened(world.bea.sign_in().get(f"/r/{row.reference}/report.pdf"), tmp_path))
    assert text.count("Phone:") == 2, "at the top and on the slip"
    for label in ("Address:", "E-mail:"):
        assert label not in text
    assert "It rests on the person's agreement." in text


def test_what_the_directory_does_not_have_is_no_empty_line(world, tmp_path):
    Login.objects.update(language="en")
    world.csw.contact_email = "csr@example.org"
    world.csw.save()
    row = handed(world, "Ne smem.", "Mila", "Smeštaj")
    text = flat(opened(world.bea.sign_in().get(f"/r/{row.reference}/report.pdf"), tmp_path))
    assert text.count("E-mail: csr@example.org") == 2
    for label in ("Phone:", "Address:"):
        assert label not in text


def test_the_last_page_is_used_to_its_foot_and_the_square_says_what_it_is(world, sent, tmp_path):
    """A short report filled a third of its second page; now the rest are lines to write on."""
    Login.objects.update(language="en")
    text = opened(world.bea.sign_in().get(f"/r/{sent.reference}/report.pdf"), tmp_path)
    assert "The reference, to scan" in flat(text)
    pages = text.rstrip("\f").split("\f")
    assert flat(pages[-1]).count("Return slip") == 1
    assert "Do not write the person's name" in pages[-1], "head and foot of the slip are together"
    subprocess.run(
        ["pdftoppm", "-r", "50", "-gray", "-png", tmp_path / "packet.pdf", tmp_path / "page"],
        check=True,
    )
    last = Image.open(max(tmp_path.glob("page*.png")))
    dark = [
        y for y in range(last.height)
        if min(last.crop((0, y, last.width, y + 1)).tobytes()) < 160
    ]  # fmt: skip
    gaps = [after - before for before, after in itertools.pairwise(dark)]
    assert max(gaps) < last.height / 12, "no empty stretch between its first line and its last"


@pytest.fixture
def sent(world):
    """Bea's institution with phone, address and e-mail; a referral in Cyrillic, handed over."""
    Login.objects.update(language="sr")
    csw = world.csw
    csw.address, csw.contact_email = "Партизанска 12, Врање", "csr@example.org"
    csw.save()
    ContactPoint.objects.create(
        institution=csw, kind=ContactKind.OFFICE, number="017 421-555", certainty="confirmed"
    )
    person = world.bea.member.person
    person.name = "Беа Примерић"
    person.save()
    return handed(world, "Не смем кући пре осам.", "Мила Измишљена", "Смештај за ноћ")


def handed(world, own_words, name, asked, *, ago=30, delivered=True):
    case = file_of(world)
    given = agreement(world, case, world.police)
    ground = ground_agreed(
        sender="social_work", recipient="police", age="adult", on=deadlines.today()
    )
    from dataclasses import replace

    parts = {
        "who": texts_of("who", {"name": name}),
        "account": texts_of("account", {"own_words": own_words, "noticed": "Чекала је."}),
    }
    made = packet(ground, urgency="urgent", asked=asked, **parts)
    body = replace(made.body.sender, name="Беа Примерић")
    made = replace(made, body=replace(made.body, sender=body))
    made = replace(made, cover=replace(made.cover, how_to_reach="Само преко нас."))
    row = referred(world, case, Target(world.police, world.vranje, made, given))
    if not delivered:
        return row
    said = replace(note(ago=ago), text="Договорено.", role="дежурни", who="Пера", number="1")
    return deliver(row, said, urgency="urgent", by=world.bea.actor)


def test_a_cyrillic_packet_is_cyrillic_throughout(world, sent, tmp_path):
    text = opened(world.bea.sign_in().get(f"/r/{sent.reference}/report.pdf"), tmp_path)
    for words in ("Не смем кући пре осам.", "Мила Измишљена", "Повратница", sent.reference):
        assert words in flat(text)
    assert LATIN.search(ALIKE.sub(" ", text)) is None, LATIN.findall(ALIKE.sub(" ", text))


@pytest.mark.parametrize("language", ["sr-latn", "en"])
def test_for_who_reads_latin_the_same_packet_is_latin_throughout(world, sent, tmp_path, language):
    Login.objects.update(language=language)
    text = opened(world.bea.sign_in().get(f"/r/{sent.reference}/report.pdf"), tmp_path)
    for words in ("Ne smem kući pre osam.", "Mila Izmišljena", sent.reference):
        assert words in flat(text)
    assert CYRILLIC.search(text) is None


def test_one_latin_word_makes_the_whole_paper_latin_and_no_word_is_misspelt(world, tmp_path):
    """From Latin no rule leads to Cyrillic: injekcija would come out wrong."""
    Login.objects.update(language="sr")
    row = handed(world, "Дали су ми injekciju.", "Мила Измишљена", "Смештај")
    text = opened(world.bea.sign_in().get(f"/r/{row.reference}/report.pdf"), tmp_path)
    assert "Dali su mi injekciju." in flat(text)
    assert CYRILLIC.search(text) is None


def test_the_deadline_is_absolute_in_the_hour_of_the_town_with_its_source(world, sent, tmp_path):
    Login.objects.update(language="en")
    from zoneinfo import ZoneInfo

    deadline = Deadline.objects.get(subject_id=sent.pk, kind="answer")
    due = deadline.due_at.astimezone(ZoneInfo(world.vranje.time_zone))
    text = flat(opened(world.bea.sign_in().get(f"/r/{sent.reference}/report.pdf"), tmp_path))
    assert f"{due:%A}, {due.day} {due:%B %Y, %H:%M}" in text
    assert "Local time in: Vranje." in text
    assert deadline.rule.state == "proposed"
    assert "Proposed: no act sets it." in text
    # The urgency does not say why it ends on a day off.
    begun = deadline.started_at.astimezone(ZoneInfo(world.vranje.time_zone))
    assert f"Rule: {deadline.rule.words.in_language('en')}" in text
    assert f"It runs from: {begun:%A}, {begun.day} {begun:%B %Y, %H:%M}." in text
    assert "Counted from the hour of printing" not in text


def test_before_it_is_handed_over_the_deadline_is_counted_from_printing(world, tmp_path):
    Login.objects.update(language="en")
    row = handed(world, "Не смем.", "Мила", "Смештај", delivered=False)
    assert not Deadline.objects.filter(subject_id=row.pk).exists()
    text = flat(opened(world.bea.sign_in().get(f"/r/{row.reference}/report.pdf"), tmp_path))
    assert "Counted from the hour of printing" in text
    assert "It runs from:" not in text
    assert re.search(r"\w+day, \d+ \w+ 20\d\d, \d\d:\d\d", text)


def test_a_draft_says_until_when_and_whom_to_answer(world, tmp_path):
    Login.objects.update(language="en")
    ContactPoint.objects.create(
        institution=world.school, kind=ContactKind.OFFICE, number="017 400-100",
        certainty="confirmed",
    )  # fmt: skip
    ana = world.ana.sign_in()
    draft = written(ana, world, recipient=world.police)
    text = flat(opened(ana.get(f"{draft}report.pdf"), tmp_path))
    assert "Counted from the hour of printing" in text
    assert text.count("017 400-100") >= 3, "at the top, on the slip and at the foot"
    assert "Return slip" in text


def test_phone_address_and_email_of_the_sender_stand_at_the_top_and_on_the_slip(
    world, sent, tmp_path
):
    text = opened(world.bea.sign_in().get(f"/r/{sent.reference}/report.pdf"), tmp_path)
    for words in ("017 421-555", "Партизанска 12, Врање", "csr@example.org"):
        assert flat(text).count(words) >= 2


def test_a_confidential_institution_gives_its_number_and_no_address(world, tmp_path):
    """A shelter has no address here, so none can stand on a paper of theirs."""
    csw = world.csw
    csw.address, csw.confidential = "", True
    csw.save()
    Login.objects.update(language="en")
    row = handed(world, "Ne smem.", "Mila", "Smeštaj")
    text = flat(opened(world.bea.sign_in().get(f"/r/{row.reference}/report.pdf"), tmp_path))
    assert "Address:" not in text


def test_the_qr_of_the_slip_is_the_reference_and_nothing_else(world, sent, tmp_path):
    opened(world.bea.sign_in().get(f"/r/{sent.reference}/report.pdf"), tmp_path)
    subprocess.run(
        ["pdftoppm", "-r", "254", "-png", str(tmp_path / "packet.pdf"), str(tmp_path / "page")],
        check=True,
    )
    last = Image.open(max(tmp_path.glob("page*.png"))).convert("1")
    assert shows_qr(last, sent.reference)
    assert not shows_qr(last, "R-AAAA-AA")


def test_the_recipient_that_prints_it_here_gets_a_place_for_its_stamp_and_no_slip(world, tmp_path):
    from spona.cases.referrals.actions import accept, open_packet
    from tests.cases.moving import connect

    connect(world, world.police, "pera")
    Login.objects.update(language="en")
    case = file_of(world)
    given = agreement(world, case, world.police)
    ground = ground_agreed(
        sender="social_work", recipient="police", age="adult", on=deadlines.today()
    )
    row = referred(world, case, Target(world.police, world.vranje, packet(ground), given))
    open_packet(row, **world.pera.can)
    accept(row, **world.pera.can)
    text = flat(opened(world.pera.sign_in().get(f"/r/{row.reference}/report.pdf"), tmp_path))
    assert "For the recipient" in text
    assert "Return slip" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мила, 7. разред", False),
        ("пише на mila@example.org", False),
        ("број 560-17/2026-III и R-7K3M-Q2", False),
        ("члан IV закона", False),
        ("на Facebook профилу", True),
        ("Mila", True),
        ("", False),
    ],
)
def test_what_is_a_latin_word(text, expected):
    assert has_latin_words(text) == expected
