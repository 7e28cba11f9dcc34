"""Alarms that nobody heard: full disk, dead worker, refused mail, old backup, ending certificate."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from spona.cli.doctor import disks
from spona.public import server_state
from tests.cli.test_doctor import look, mail, of, red
from tests.cli.test_serve import answer, below, command_of, wait_for
from tools.postgres import free_port

__all__ = ["mail"]


def levels(findings, name):
    return [one["level"] for one in of(findings, name)]


def readyz(port, query=""):
    """(status, what it says)."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz{query}", timeout=10) as got:
            return got.status, json.load(got)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


@pytest.fixture
def serve(server, ended):
    """Starts the server and waits until it answers; everything below it ends with the test."""
    started = []

    def start(**more):
        port = free_port()
        process = server.start("serve", "--port", port, **more)
        ended.append(process)
        started.append(process)
        assert wait_for(lambda: answer(port, "/healthz") == 200), process.stdout
        process.port = port
        return process

    yield start
    for process in started:
        for pid in below(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.stdout.close()


# A full disk


@pytest.fixture
def small_disk(server, tmp_path):
    """The data folder on a file system of its own that can really be filled."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    size = sum(one.stat().st_size for one in server.data.rglob("*") if one.is_file())
    place = tmp_path / "small"
    place.mkdir()
    megabytes = size // (1 << 20) + 24
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(place)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    shutil.copytree(server.data, place, dirs_exist_ok=True)
    server.data = place
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    filler = place / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(b"x" * 4096)
                file.flush()
        except OSError:
            pass
    return filler


def test_a_full_disk_is_not_ready_and_red_and_ready_again_when_there_is_room(
    server, small_disk, serve, mail
):
    process = serve()
    assert readyz(process.port)[0] == 200
    filler = fill(small_disk)
    full = wait_for(lambda: (now := readyz(process.port))[0] == 503 and now[1], 20)
    assert full["ready"] is False
    assert full["writable"] is False
    assert "disk" in full["degraded"]
    code, findings = look(server, **mail)
    assert code == 1
    assert {"write_probe", "disk_space"} <= red(findings)
    assert "make room" in of(findings, "write_probe")[0]["todo"]
    filler.unlink()
    assert wait_for(lambda: readyz(process.port)[0] == 200, 20)


def test_a_probe_leaves_nothing_behind_and_a_folder_that_is_away_takes_nothing(tmp_path):
    assert server_state.can_write(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not server_state.can_write(tmp_path / "away")


# A dead worker


def test_a_worker_that_fell_silent_is_red_and_degraded(server, serve, mail):
    process = serve()
    ran = "SELECT count(*) FROM deadlines_timetable WHERE last_ran_at IS NOT NULL"
    assert wait_for(lambda: server.sql(ran)[0][0] > 20, 30)
    assert wait_for(lambda: "worker" not in readyz(process.port)[1]["degraded"], 10)
    assert levels(look(server, **mail)[1], "worker") == ["ok"]
    # Stopped and not ended: the supervisor sees a process and starts no other.
    (worker,) = {p for p in below(process.pid) if "serve.worker" in command_of(p)}
    os.kill(worker, signal.SIGSTOP)
    server.sql(
        "UPDATE deadlines_timetable SET last_ran_at = datetime(last_ran_at, '-6 minutes'), "
        "next_at = datetime(next_at, '-6 minutes')"
    )
    status, said = readyz(process.port)
    assert (status, "worker" in said["degraded"]) == (200, True), "pages go on without it"
    assert readyz(process.port, "?strict")[0] == 503
    code, findings = look(server, **mail)
    assert (code, "worker" in red(findings)) == (1, True)
    assert "6 minutes" in of(findings, "worker")[0]["sentence"]
    # One that runs again is heard within a round.
    os.kill(worker, signal.SIGCONT)
    assert wait_for(lambda: "worker" not in readyz(process.port)[1]["degraded"], 20)


# Mail that is refused


class Refusing:
    """A mail server that knows nobody."""

    def __init__(self):
        self.mails, self.refuse = [], True

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return "250 OK"


@pytest.fixture
def refusing():
    handler = Refusing()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.address = f"smtp://127.0.0.1:{controller.port}"
    yield handler
    controller.stop()


def test_mail_that_is_refused_for_good_is_found_by_doctor_and_by_readyz(server, serve, refusing):
    process = serve(SPONA_MAIL=refusing.address)
    server.python(
        "-c",
        "import django; django.setup();"
        "from spona.access.actor import Actor; from spona.directory.models import Person;"
        "from spona.notifications.actions import notify;"
        "bea = Person.objects.get(account__login='bea.csr');"
        "bea.email = 'bea@primer.invalid'; bea.save();"
        "notify(bea.account, 'arrived', reference='', by=Actor.system('demo'), email=bea.email)",
    )
    assert wait_for(lambda: "mail" in readyz(process.port)[1]["degraded"], 30)
    _code, findings = look(server, SPONA_MAIL=refusing.address)
    (found,) = of(findings, "mail_refused")
    # Those who were told of it have mail that is refused here too.
    assert found["level"] == "warning"
    assert "is refused for good" in found["sentence"]
    assert "I068" in found["sentence"]
    assert "@" not in found["sentence"]


def test_mail_that_no_server_takes_is_red_after_an_hour(server, mail):
    server.python("-m", "tests.cli.notice")
    assert levels(look(server, **mail)[1], "mail_waiting") == ["ok"]
    server.sql(
        "UPDATE notifications_notice SET mail_error = 'SMTPSenderRefused', tries = 3, "
        "created_at = datetime('now', '-50 minutes')"
    )
    assert levels(look(server, **mail)[1], "mail_waiting") == ["warning"]
    server.sql("UPDATE notifications_notice SET created_at = datetime('now', '-2 hours')")
    findings = look(server, **mail)[1]
    assert red(findings) == {"mail_waiting"}
    assert "SMTPSenderRefused" in of(findings, "mail_waiting")[0]["sentence"]


# Backups


def set_back(server, **since):
    path = server.data / "last_backup.json"
    row = json.loads(path.read_text())
    row["at"] = (dt.datetime.fromisoformat(row["at"]) - dt.timedelta(**since)).isoformat()
    path.write_text(json.dumps(row))


def test_doctor_says_who_opens_the_last_backup_and_misses_a_second_key(
    server, mail, age_pair, tmp_path
):
    import pyrage

    assert levels(look(server, **mail)[1], "backup") == ["warning"], "none yet"
    first, second = age_pair[0], str(pyrage.x25519.Identity.generate().to_public())
    server("backup", tmp_path / "one.age", "--recipient", first)
    findings = look(server, **mail)[1]
    assert levels(findings, "backup") == ["ok"]
    (found,) = of(findings, "backup_recipients")
    assert found["level"] == "warning"
    assert first in found["sentence"]
    assert "second" in found["sentence"]
    server("backup", tmp_path / "two.age", "--recipient", first, "--recipient", second)
    (found,) = of(look(server, **mail)[1], "backup_recipients")
    assert found["level"] == "ok"
    assert first in found["sentence"]
    assert second in found["sentence"]
    assert (server.data / "last_backup.json").stat().st_mode & 0o077 == 0


def test_an_old_backup_is_red_and_degraded(server, serve, mail, age_pair, tmp_path):
    server("backup", tmp_path / "one.age", "--recipient", age_pair[0])
    process = serve()
    assert "backup" not in readyz(process.port)[1]["degraded"]
    set_back(server, days=4)
    assert "backup" in readyz(process.port)[1]["degraded"]
    findings = look(server, **mail)[1]
    assert "backup" in red(findings)
    assert "4 days old" in of(findings, "backup")[0]["sentence"]


def test_a_backup_that_fails_does_not_count(server, mail, age_pair, tmp_path):
    server("backup", tmp_path / "one.age", "--recipient", age_pair[0])
    set_back(server, days=4)
    assert server("backup", tmp_path / "no" / "x.age", "--recipient", age_pair[0]).returncode
    assert "backup" in red(look(server, **mail)[1])


def test_a_server_that_never_made_one_is_red_after_two_nights(server, mail):
    before = dt.datetime.now(dt.UTC).timestamp() - 3 * 86_400
    os.utime(server.data / "kind", (before, before))
    findings = look(server, **mail)[1]
    assert red(findings) == {"backup"}
    assert of(findings, "backup")[0]["sentence"] == "There is no backup."


# The certificate


@pytest.fixture
def certificate(tmp_path):
    """Makes a self-signed one that ends in so many days; returns (certificate, key)."""

    def make(days):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "spona.example")])
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=80))
            .not_valid_after(now + dt.timedelta(days=days, hours=1))
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        chain, private = tmp_path / f"{days}.pem", tmp_path / f"{days}.key"
        chain.write_bytes(made.public_bytes(pem))
        private.write_bytes(
            key.private_bytes(
                pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )  # fmt: skip
        return chain, private

    return make


@pytest.mark.parametrize(
    ("days", "level"), [(5, "red"), (-2, "red"), (20, "warning"), (80, "ok")]
)  # fmt: skip
def test_a_certificate_in_a_file_that_ends_is_found(server, mail, certificate, days, level):
    chain, _key = certificate(days)
    findings = look(server, SPONA_CERTIFICATE=str(chain), **mail)[1]
    assert levels(findings, "certificate") == [level]
    if days == 5:
        assert "in 5 days" in of(findings, "certificate")[0]["sentence"]


def test_a_certificate_that_ends_is_degraded(server, serve, certificate):
    process = serve(SPONA_CERTIFICATE=str(certificate(5)[0]))
    assert "certificate" in readyz(process.port)[1]["degraded"]


def test_a_certificate_is_read_as_a_browser_meets_it(server, mail, certificate):
    chain, key = certificate(5)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def show():
            plain, _address = listening.accept()
            with suppress(OSError), context.wrap_socket(plain, server_side=True) as line:
                line.recv(1)

        threading.Thread(target=show, daemon=True).start()
        findings = look(server, SPONA_CERTIFICATE=f"localhost:{port}", **mail)[1]
    assert levels(findings, "certificate") == ["red"]
    assert "in 5 days" in of(findings, "certificate")[0]["sentence"]


def test_a_proxy_that_shows_none_is_red_and_no_crash(server, mail, tmp_path):
    for where in (f"localhost:{free_port()}", str(tmp_path / "none.pem"), "nonsense"):
        assert "certificate" in red(look(server, SPONA_CERTIFICATE=where, **mail)[1]), where


# Key files beside the data


def test_key_files_and_data_on_one_unencrypted_disk_are_red(server, mail):
    findings = look(server, SPONA_DISK_ENCRYPTED="", **mail)[1]
    assert red(findings) == {"keys_beside_data"}
    assert "LoadCredentialEncrypted" in of(findings, "keys_beside_data")[0]["todo"]


def test_key_files_in_memory_are_not_beside_the_data(server, mail, tmp_path):
    """As systemd hands them over: on no disk at all."""
    there = Path("/dev/shm") / f"spona-keys-{os.getpid()}-{tmp_path.name}"
    shutil.copytree(server.secrets, there)
    try:
        findings = look(server, SPONA_DISK_ENCRYPTED="", SPONA_SECRETS=str(there), **mail)[1]
    finally:
        shutil.rmtree(there)
    assert levels(findings, "keys_beside_data") == ["ok"]


@pytest.fixture
def block_devices(tmp_path):
    """The kernel's own description of devices, for the disk on which `tmp_path` lies."""
    number = tmp_path.stat().st_dev
    sysfs = tmp_path / "sys"
    (sysfs / "dev" / "block").mkdir(parents=True)
    devices = sysfs / "devices"
    here = sysfs / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"

    def device(name, *, uuid="", below=(), disk=""):
        place = devices / disk / name if disk else devices / name
        (place / "slaves").mkdir(parents=True)
        if disk:
            (place / "partition").write_text("1\n")
        if uuid:
            (place / "dm").mkdir()
            (place / "dm" / "uuid").write_text(uuid + "\n")
        for one in below:
            (place / "slaves" / one.name).symlink_to(one)
        return place

    if not os.major(number):
        pytest.skip("the folder of the tests lies on no block device")
    return sysfs, device, here.symlink_to


def test_dm_crypt_is_seen_through_lvm(tmp_path, block_devices):
    sysfs, device, here_is = block_devices
    part = device("sda1", disk="sda")
    crypt = device("dm-0", uuid="CRYPT-LUKS2-0123-root", below=[part])
    here_is(device("dm-1", uuid="LVM-4567", below=[crypt]))
    assert disks.encrypted(tmp_path, sysfs=sysfs)
    assert disks.disks_below(tmp_path, sysfs=sysfs) == {"sda"}


def test_lvm_alone_encrypts_nothing_and_half_a_raid_neither(tmp_path, block_devices):
    sysfs, device, here_is = block_devices
    one, other = device("sda1", disk="sda"), device("sdb1", disk="sdb")
    crypt = device("dm-0", uuid="CRYPT-LUKS2-0123-half", below=[one])
    here_is(device("dm-1", uuid="LVM-4567", below=[crypt, other]))
    assert not disks.encrypted(tmp_path, sysfs=sysfs)
    assert disks.disks_below(tmp_path, sysfs=sysfs) == {"sda", "sdb"}


# Who is told


def test_the_operator_gets_a_mail_with_names_of_findings_and_nothing_else(server, refusing):
    refusing.refuse = False
    server.python("-m", "tests.cli.referral")
    server.sql(
        "UPDATE directory_member SET ends_on = '2020-01-02', starts_on = '2020-01-01' WHERE "
        "institution_id = (SELECT id FROM directory_institution WHERE code = 'I068')"
    )
    told = {"SPONA_MAIL": refusing.address, "SPONA_OPERATOR": "operator@example.rs"}
    done = server("doctor", "--mail", "spona-backup", **told)
    assert done.returncode == 1
    assert "operator@example.rs was told." in done.stdout
    (envelope,) = refusing.mails
    assert envelope.rcpt_tos == ["operator@example.rs"]
    text = envelope.content.decode()
    assert "The unit spona-backup has failed." in text
    assert "steps_nobody_can_open" in text
    for telling in ("I068", "referral", str(server.data), socket.gethostname()):
        assert telling not in text.replace("steps_nobody_can_open", "")
    # The same thing once a day, a new one at once.
    server("doctor", "--mail", "spona-backup", **told)
    assert len(refusing.mails) == 1
    (server.secrets / "mac").chmod(0o644)
    server("doctor", "--mail", "spona-backup", **told)
    assert len(refusing.mails) == 2


def test_a_mail_server_that_is_away_hides_no_finding(server):
    done = server(
        "doctor", "--mail", "spona", SPONA_MAIL="smtp://127.0.0.1:9", SPONA_OPERATOR="o@example.rs"
    )
    assert done.returncode == 1
    assert "did not leave" in done.stdout
    assert "does not answer" in done.stdout


def test_doctor_asks_for_an_operator_and_a_monitor(server, mail):
    findings = look(server, **mail)[1]
    assert levels(findings, "operator") == ["warning"]
    assert levels(findings, "heartbeat") == ["warning"]
    told = {"SPONA_OPERATOR": "o@example.rs", "SPONA_HEARTBEAT": "https://monitor.example/1"}
    assert levels(look(server, **told, **mail)[1], "who_is_told") == ["ok"]
    told["SPONA_HEARTBEAT"] = "file:///etc/passwd"
    assert "heartbeat" in red(look(server, **told, **mail)[1])


@pytest.fixture
def monitor():
    asked = []

    class Hears(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, dict(self.headers)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_said):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Hears)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    asked_at = f"http://127.0.0.1:{listening.server_address[1]}/ping/7f3a"
    yield asked_at, asked
    listening.shutdown()
    listening.server_close()


def test_a_monitor_is_asked_by_the_worker_after_a_good_round(serve, monitor):
    address, asked = monitor
    process = serve(SPONA_HEARTBEAT=address)
    assert wait_for(lambda: asked, 30)
    path, headers = asked[0]
    assert path == "/ping/7f3a"
    assert set(headers) <= {"Host", "User-Agent", "Accept-Encoding", "Connection"}
    assert headers["User-Agent"] == "Spona"
    assert process.poll() is None


@pytest.mark.django_db
def test_while_a_job_fails_the_monitor_hears_nothing(settings, monitor):
    from spona.cli.serve.heartbeat import Heartbeat
    from spona.deadlines import now
    from spona.deadlines.models import Timetable

    settings.SPONA_HEARTBEAT, asked = monitor
    row = Timetable.objects.create(name="a.job", next_at=now(), last_error="OperationalError")
    assert Heartbeat().after_round() is False
    assert asked == []
    row.last_error = ""
    row.save()
    heartbeat = Heartbeat()
    assert heartbeat.after_round() is True
    assert heartbeat.after_round() is False, "once a minute"
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_monitor_that_is_away_stops_no_worker(settings):
    from spona.cli.serve.heartbeat import Heartbeat

    settings.SPONA_HEARTBEAT = f"http://127.0.0.1:{free_port()}/"
    assert Heartbeat().after_round() is False
