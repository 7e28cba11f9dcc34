"""Once a week the line of the log goes to those who lead a network."""

from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.cli.serve.worker_jobs import mail_log_line
from spona.notifications.models import Notice


def test_those_who_lead_a_network_are_told_once_and_nobody_else(world):
    mail_log_line()
    assert not Notice.objects.filter(kind="log_line").exists(), "there is no line yet"
    checkpoint(by=Actor.system("housekeeping"))
    mail_log_line()
    told = Notice.objects.filter(kind="log_line")
    assert {one.account_id for one in told} == {world.kosta.account.pk}
    assert [one.reference for one in told] == [""]
