import email
import email.policy
import socket
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona import audit
from spona.audit.actions import checkpoint
from spona.audit.models import Entry
from spona.notifications import actions
from spona.notifications.actions import notify
from spona.notifications.models import Notice
from spona.notifications.queries import refused, waiting

from .conftest import HOST, Account

pytestmark = pytest.mark.django_db

ADDRESS = "ana@skola.example"
# Planted where a careless sender would find them; none may reach a mail or the queue.
PLANTED = ("Petra Petrović", "Петра Петровић", "victim", "žrtva", "жртва", "trafficking", "trgovin")


def mail_of(inbox):
    (envelope,) = inbox.mails
    return email.message_from_bytes(envelope.content, policy=email.policy.default), envelope


def send(account, by, **more):
    more = {"reference": "R-7K3M-Q2", "email": ADDRESS, "by": by} | more
    return notify(account, more.pop("kind", "arrived"), **more)


def forward(delta):
    """The waiting mails as if `delta` had passed."""
    for notice in Notice.objects.exclude(next_try_at=None):
        Notice.objects.filter(pk=notice.pk).update(
            next_try_at=notice.next_try_at - delta, created_at=notice.created_at - delta
        )


def test_the_mail_arrives_and_the_address_is_forgotten(inbox, work, ana, by):
    notice = send(ana, by)
    assert notice.email == ADDRESS
    work()
    mail, envelope = mail_of(inbox)
    assert envelope.rcpt_tos == [ADDRESS]
    assert mail["Subject"] == "Something waits for you in Spona: R-7K3M-Q2"
    assert f"https://{HOST}/go/R-7K3M-Q2/" in mail.get_content()
    notice.refresh_from_db()
    assert (notice.email, notice.next_try_at, notice.mail_error) == ("", None, "")
    assert notice.sent_at is not None


def test_without_a_reference_the_mail_leads_to_the_notices(inbox, work, ana, by):
    send(ana, by, reference="", kind="account")
    work()
    mail, __ = mail_of(inbox)
    assert mail["Subject"] == "Something waits for you in Spona"
    assert f"https://{HOST}/notices/" in mail.get_content()


@pytest.mark.parametrize(
    "planted",
    [
        {"link": ".evil.example/sr/login/"},
        {"link": "@evil.example/sr/"},
        {"link": ":80@evil.example/sr/"},
        {"link": "//evil.example/sr/"},
        {"link": "/sr/ Sign in at https://evil.example/ today"},
        {"link": "/sr/\n\nhttps://evil.example/"},
        {"reference": "evil.example"},
        {"reference": "@evil.test/\n"},
    ],
)
def test_what_somebody_planted_as_its_way_is_in_no_mail(inbox, work, ana, by, planted):
    notice = send(ana, by, reference="", kind="account")
    Notice.objects.filter(pk=notice.pk).update(**planted)
    work()
    mail, _envelope = mail_of(inbox)
    assert "evil" not in mail.as_string()
    assert mail["Subject"] == "Something waits for you in Spona"
    assert f"https://{HOST}/notices/" in mail.get_content()


def test_a_public_page_is_where_a_mail_without_an_account_leads(inbox, work, ana, by):
    send(ana, by, reference="", kind="account", link="/sr/t/obuka/aB3_-x/?d=1#day")
    work()
    mail, _envelope = mail_of(inbox)
    assert f"https://{HOST}/sr/t/obuka/aB3_-x/?d=1#day" in mail.get_content()


def test_the_weekly_line_of_the_log_is_mailed_to_be_kept(inbox, work, ana, by):
    """Content-free too: the line is on every paper."""
    point = checkpoint(by=by)
    send(ana, by, reference="", kind="log_line")
    work()
    mail, __ = mail_of(inbox)
    assert mail["Subject"] == "Spona: a line to keep"
    said = mail.get_content()
    assert f"1 · {point.at:%Y-%m-%d %H:%M} UTC · {bytes(point.root).hex()[:16]}" in said
    assert not [word for word in PLANTED if word in said]


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("sr", "Нешто вас чека у Спони: R-7K3M-Q2"),
        ("sr-latn", "Nešto vas čeka u Sponi: R-7K3M-Q2"),
        ("en", "Something waits for you in Spona: R-7K3M-Q2"),
    ],
)
def test_the_mail_speaks_the_language_of_the_account(inbox, work, by, language, subject):
    send(Account(language=language), by)
    work()
    mail, __ = mail_of(inbox)
    assert mail["Subject"] == subject


def test_every_kind_of_notice_sends_the_same_mail(inbox, work, ana, by):
    """But the line of the log, which has nothing to do with any matter."""
    from spona.notifications.kinds import KINDS, LOG_LINE

    alike = [kind for kind in KINDS if kind != LOG_LINE]
    for kind in alike:
        send(ana, by, kind=kind)
    work()
    bodies = {email.message_from_bytes(m.content).get_payload() for m in inbox.mails}
    assert len(inbox.mails) == len(alike)
    assert len(bodies) == 1


def test_nothing_about_the_matter_is_in_any_header_or_in_the_body(inbox, work, by, ana, settings):
    send(ana, by, link="/r/R-7K3M-Q2/")
    work()
    mail, envelope = mail_of(inbox)
    assert set(mail.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    text = envelope.content.decode() + mail["Subject"] + mail.get_content()
    for planted in (*PLANTED, "arrived", "/r/"):
        assert planted.lower() not in text.lower()
    assert mail["From"] == f"spona@{HOST}"
    assert mail["Message-ID"].endswith(f"@{HOST}>")


def test_the_name_of_this_machine_is_nowhere(inbox, work, ana, by):
    send(ana, by)
    work()
    __, envelope = mail_of(inbox)
    assert inbox.greetings == [HOST]
    names = {socket.gethostname(), socket.getfqdn()} - {"localhost"}
    assert not [name for name in names if name.encode() in envelope.content]


def test_the_log_says_that_a_mail_was_written_and_not_to_whom(ana, by):
    send(ana, by)
    entry = Entry.objects.get(name="notice:written")
    assert entry.detail == {"kind": "arrived", "reference": "R-7K3M-Q2", "mail": True}


def test_a_server_that_is_down_loses_nothing(no_server, start_server, work, ana, by):
    notice = send(ana, by)
    work()
    notice.refresh_from_db()
    assert (notice.email, notice.tries) == (ADDRESS, 1)
    assert notice.mail_error == "ConnectionRefusedError"
    assert (waiting().count, waiting().codes) == (1, ["ConnectionRefusedError"])
    inbox = start_server()
    work()
    assert inbox.mails == [], "not before its time"
    forward(timedelta(minutes=2))
    work()
    assert len(inbox.mails) == 1
    assert waiting().count == 0


def test_a_server_that_says_later_is_asked_again_ever_more_seldom(inbox, work, ana, by):
    inbox.answers = ["451 busy"] * 3
    send(ana, by)
    work()
    for minutes in (1, 5, 15):
        forward(timedelta(minutes=minutes - 0.5))
        work()
        forward(timedelta(minutes=1))
        work()
    assert len(inbox.mails) == 1
    assert Notice.objects.get().tries == 4


def test_the_same_mail_twice_can_be_told_from_two_mails(inbox, work, ana, by):
    first = actions.message(send(ana, by)).message()["Message-ID"]
    assert first == actions.message(Notice.objects.get()).message()["Message-ID"]
    assert first != actions.message(send(ana, by)).message()["Message-ID"]


def test_an_address_that_does_not_exist_is_given_up_and_the_notice_stays(inbox, work, ana, by):
    inbox.refused[ADDRESS] = "550 no such person here"
    notice = send(ana, by)
    work()
    notice.refresh_from_db()
    assert (notice.email, notice.next_try_at, notice.mail_error) == ("", None, "refused")
    assert list(refused()) == [ana.pk]
    assert waiting().count == 0
    assert list(Notice.objects.of(ana.pk).unread()) == [notice]


def test_a_recipient_refused_for_now_is_tried_again(inbox, work, ana, by):
    inbox.refused[ADDRESS] = "450 greylisted"
    send(ana, by)
    work()
    inbox.refused.clear()
    forward(timedelta(minutes=2))
    work()
    assert len(inbox.mails) == 1


def test_after_a_week_of_failures_the_address_is_forgotten(no_server, work, ana, by):
    notice = send(ana, by)
    forward(timedelta(days=8))
    work()
    notice.refresh_from_db()
    assert (notice.email, notice.next_try_at) == ("", None)


@pytest.mark.parametrize("address", ["not an address", "ana@skola.example\nBcc: eve@example.org"])
def test_a_broken_address_is_given_up_without_an_exception(inbox, work, ana, by, address):
    notice = send(ana, by, email=address)
    work()
    notice.refresh_from_db()
    assert (notice.email, notice.mail_error) == ("", "address")
    assert inbox.mails == []


def test_what_the_server_says_is_not_kept(inbox, work, ana, by):
    inbox.answers = ["451 Petra Petrovic is over quota"]
    send(ana, by)
    work()
    kept = str(list(Notice.objects.values()))
    assert "Petra" not in kept
    assert "quota" not in kept


class Killed(BaseException):
    """As SIGKILL: nothing of ours catches it."""


def test_what_a_killed_worker_left_behind_is_sent_at_its_next_try(
    inbox, work, ana, by, monkeypatch
):
    for _ in range(3):
        send(ana, by)

    def die(notice):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(actions, "message", die)
        with pytest.raises(Killed):
            work()
    work()
    assert inbox.mails == [], "its worker may still be at it"
    forward(timedelta(minutes=2))
    assert work() == 3
    assert len(inbox.mails) == 3


def test_more_than_one_batch_leaves_in_one_round_each_mail_once(inbox, work, ana, by):
    for _ in range(actions.AT_ONCE + 3):
        send(ana, by)
    assert work() == actions.AT_ONCE + 3
    assert work() == 0
    ids = [email.message_from_bytes(one.content)["Message-ID"] for one in inbox.mails]
    assert len(ids) == len(set(ids)) == actions.AT_ONCE + 3


def test_who_is_refused_keeps_nobody_else_waiting(inbox, work, ana, by):
    inbox.refused["gone@skola.example"] = "550 no such person here"
    send(ana, by, email="gone@skola.example")
    send(ana, by, email="not an address")
    send(ana, by)
    assert work() == 1
    assert [one.rcpt_tos for one in inbox.mails] == [[ADDRESS]]
    assert sorted(Notice.objects.values_list("mail_error", flat=True)) == ["", "address", "refused"]


def test_of_a_server_that_is_down_one_mail_asks_and_all_wait(no_server, work, ana, by, monkeypatch):
    for _ in range(3):
        send(ana, by)
    asked, real = [], actions.message
    monkeypatch.setattr(actions, "message", lambda notice: asked.append(notice) or real(notice))
    assert work() == 0
    assert len(asked) == 1
    assert set(Notice.objects.values_list("mail_error", "tries")) == {("ConnectionRefusedError", 1)}


def test_a_command_that_wants_the_data_waits_for_one_mail_at_most(inbox, work, ana, by):
    for _ in range(3):
        send(ana, by)
    answers = iter([True, True, False])
    assert work(go_on=lambda: next(answers, False)) == 1
    forward(timedelta(minutes=2))
    assert work() == 2
    assert len(inbox.mails) == 3


def test_two_statements_note_a_batch_however_many_mails(inbox, work, ana, by):
    """Each commit keeps those waiting who send a message."""
    for _ in range(7):
        send(ana, by)
    with CaptureQueriesContext(connection) as asked:
        work()
    written = [one for one in asked if one["sql"].startswith("UPDATE")]
    assert len(written) == 2


def test_a_change_that_is_rolled_back_sends_no_mail(inbox, work, ana, by):
    def fail():
        with audit.transaction():
            send(ana, by)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    work()
    assert inbox.mails == []
    assert not Notice.objects.exists()


def test_without_an_address_there_is_a_notice_and_no_mail(ana, by):
    send(ana, by, email=None)
    assert Notice.objects.of(ana.pk).count() == 1
    assert not Notice.objects.exclude(next_try_at=None).exists()
