"""The queue: the nearest deadline first, and as many queries for fifty rows as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.audit.models import Entry
from spona.cases.referrals.actions import accept, send
from spona.cases.worklists.queue import queue
from spona.cases.worklists.sent import sent
from tests.cases.packets import PLANTED, packet


def many(world, number, **more):
    return [
        send(packet(**more), network=world.vranje, recipient=world.csw, by=world.ana.actor)
        for _ in range(number)
    ]


def queries(act) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


@pytest.mark.parametrize("who", ["queue", "sent"])
def test_fifty_rows_take_as_many_queries_as_two(world, who):
    acts = {
        "queue": lambda: queue(world.bea.actor, world.bea.keys),
        "sent": lambda: sent(world.ana.actor, world.ana.keys),
    }
    many(world, 2)
    few = queries(acts[who])
    many(world, 48)
    assert queries(acts[who]) <= few + 1
    assert few < 40


def test_the_nearest_deadline_stands_first_and_the_cover_is_opened_in_memory(world):
    [regular] = many(world, 1, urgency="regular")
    [immediate] = many(world, 1, urgency="immediate")
    rows = queue(world.bea.actor, world.bea.keys).waiting
    assert [row.referral for row in rows] == [immediate, regular]
    assert rows[0].cover.asked == PLANTED["asked"]
    assert rows[0].deadline.state in ("today", "ahead")


def test_one_line_of_the_read_log_for_the_whole_page(world):
    many(world, 3)
    before = Entry.objects.filter(name__startswith="section:read").count()
    queue(world.bea.actor, world.bea.keys)
    assert Entry.objects.filter(name__startswith="section:read").count() == before + 1


def test_what_was_taken_over_stands_apart_and_the_case_worker_sees_only_hers(world, accepted):
    rows = queue(world.bea.actor, world.bea.keys)
    assert (rows.waiting, [row.referral for row in rows.taken]) == ([], [accepted])
    mine = queue(world.vera.actor, world.vera.keys)
    assert (mine.waiting, mine.taken) == ([], [])


def test_one_filled_button_on_the_row_that_waits_first_for_the_reader(world):
    from spona.cases.referrals.actions import give_feedback, open_packet

    one, *_rest = many(world, 1, urgency="urgent") + many(world, 2, urgency="regular")
    bea = world.bea.sign_in()

    def filled():
        main = bea.get("/inbox/").content.decode().partition("<main")[2].partition("</main>")[0]
        return [row for row in main.split("<li") if "btn-primary" in row]

    assert len(filled()) == 1
    assert one.reference in filled()[0]
    # What waits for the sender's answer does not wait for the reader.
    give_feedback(open_packet(one, **world.bea.can)[0], message="?", **world.bea.can)
    assert len(filled()) == 1
    assert one.reference not in filled()[0]


@pytest.mark.parametrize(("urgency", "passed"), [("immediate", 0), ("urgent", 25)])
def test_a_question_that_does_not_pause_leaves_the_row_with_the_reader(world, urgency, passed):
    """What is immediate waits for the reader as before; what is urgent does so again after a day."""
    from datetime import timedelta

    from spona.cases.referrals.actions import give_feedback, open_packet
    from spona.deadlines import moved

    one, *_rest = many(world, 1, urgency=urgency) + many(world, 2, urgency="regular")
    give_feedback(open_packet(one, **world.bea.can)[0], message="?", **world.bea.can)
    with moved(timedelta(hours=passed)):
        page = world.bea.sign_in().get("/inbox/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    [filled] = [row for row in main.split("<li") if "btn-primary" in row]
    assert one.reference in filled
    assert "Одлучи" in filled


def test_one_spoilt_cover_does_not_hide_the_others(world):
    from spona.vault.models import Section

    one, two = many(world, 2)
    Section.objects.named(one.packet_id, "cover").update(sealed=b"spoilt")
    rows = {row.referral: row.cover for row in queue(world.bea.actor, world.bea.keys).waiting}
    assert rows[one] is None
    assert rows[two] is not None


def test_closed_ones_leave_the_queue_and_stay_with_the_sender(world, opened):
    from spona.cases.referrals.actions import finish

    row = accept(opened, **world.bea.can)
    finish(row, outcome="done", message="Gotovo.", by=world.bea.actor)
    rows = queue(world.bea.actor, world.bea.keys)
    assert (rows.waiting, rows.taken) == ([], [])
    assert [one.referral for one in sent(world.ana.actor, world.ana.keys).closed] == [row]
