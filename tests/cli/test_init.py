"""`init` makes a server that nobody else can read, may be typed again, and tells no secret."""

from __future__ import annotations

import json
import os

import pytest

from spona.deadlines import today
from tests.cli.server import Server


@pytest.fixture
def fresh(tmp_path):
    return Server(tmp_path / "fresh")


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.mark.gate
def test_folders_and_files_are_for_the_owner_only(server):
    assert mode(server.data) == mode(server.secrets) == mode(server.data / "files") == 0o700
    assert {mode(path) for path in server.secrets.iterdir()} == {0o600}
    assert mode(server.data / "spona.sqlite3") == 0o600
    assert (server.data / "kind").read_text() == "test\n"


def test_the_key_files_may_not_lie_in_the_data(fresh):
    done = fresh("init", "--secrets", fresh.data / "keys")
    assert done.returncode != 0
    assert "apart" in done.stderr
    assert not fresh.data.exists()


def test_it_names_what_belongs_into_the_safe_and_shows_no_key(server):
    done = server("init")
    for name in ("pepper", "mac", "hold", "checkpoint", "factors"):
        assert f"  {name} " in done.stdout
    texts = [text.decode("latin-1") for text in server.secret_texts()]
    assert not [text for text in texts if text in done.stdout + done.stderr]
    assert "./spona keys paper" in done.stdout


def test_typed_again_it_changes_nothing(server):
    def state():
        tables = ("reference_town", "directory_institution", "directory_seat", "deadlines_rule")
        rows = [server.sql(f"SELECT count(*) FROM {table}") for table in tables]
        return rows, {path.name: path.read_text() for path in server.secrets.iterdir()}

    server("init")
    before = state()
    assert before[0][1][0][0] >= 7
    done = server("init")
    assert done.returncode == 0
    assert "0 made now" in done.stdout
    assert state() == before


def test_what_was_said_the_first_time_holds_the_second_time(server):
    assert server("init", "--host", "spona.example.rs", "--https").returncode == 0
    # A later shell that knows nothing but where the key files are.
    done = server.run(
        "-c",
        "import os; [os.environ.pop(n) for n in list(os.environ) if n.startswith('SPONA_')];"
        f"os.environ['SPONA_SECRETS'] = {str(server.secrets)!r};"
        "from spona.cli.init.environment import load_environment; load_environment();"
        "print(os.environ['SPONA_DATA'], os.environ['SPONA_HOST'], os.environ['SPONA_HTTPS'])",
    )
    assert done.stdout.split() == [str(server.data), "spona.example.rs", "1"], done.stderr


def test_the_second_name_is_kept_with_the_settings(server):
    server("init", "--tip-host", "pisma.example")
    settings = (server.secrets / "environment").read_text()
    assert "SPONA_TIP_HOST=pisma.example\n" in settings
    server("init")
    assert (server.secrets / "environment").read_text() == settings


def test_a_shell_that_speaks_of_other_data_gets_no_settings_of_the_usual_place(
    monkeypatch, tmp_path
):
    from spona.cli.init import environment

    (tmp_path / "environment").write_text("SPONA_HOST=real.example\n# word\n\nSPONA_KIND=real\n")
    monkeypatch.setattr(environment, "default_secrets", lambda: tmp_path)
    for name in [name for name in os.environ if name.startswith("SPONA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SPONA_KIND", "test")
    environment.load_environment()
    assert "SPONA_HOST" not in os.environ
    monkeypatch.delenv("SPONA_KIND")
    environment.load_environment()
    assert os.environ["SPONA_HOST"] == "real.example"
    for name in ("SPONA_HOST", "SPONA_KIND"):
        monkeypatch.delenv(name)


def test_the_first_invitation_makes_a_login_that_holds_the_first_key(server):
    done = server("init", "--institution", "I069", "--name", "Јована Нова")
    assert done.returncode == 0, done.stderr
    code = done.stdout.strip().splitlines()[-1].strip()
    said = server.python("-m", "tests.cli.accept", code)
    assert said.split() == ["I069", "intake_holder"]


def test_the_address_is_printed_in_each_language(server):
    """The page that is opened first decides in which language the new login works."""
    said = server("init", "--institution", "I023", "--name", "Лана Примерић").stdout
    found = [line.split()[-1] for line in said.splitlines() if line.endswith("/welcome/")]
    ends = [line.rsplit("/", 3)[1] for line in found]
    assert ends == ["sr", "sr-latn", "en"]


def test_the_first_one_hears_that_something_waits(server):
    args = ("--institution", "I069", "--name", "Јована Нова")
    assert "nothing will tell them" in server("init", *args).stdout
    done = server("init", *args, "--email", "jovana@primer.invalid")
    assert done.returncode == 0, done.stdout
    assert "nothing will tell them" not in done.stdout
    emails = "SELECT email FROM directory_person WHERE name = 'Јована Нова'"
    assert server.sql(emails) == [("jovana@primer.invalid",)]
    said = json.loads(server("doctor", "--json").stdout)
    assert {one["level"] for one in said if one["name"] == "directory_rows"} == {"ok"}


def test_the_operator_names_the_first_coordinator_once(server):
    args = ("--institution", "I052", "--name", "Мила Прва", "--coordinates", "kraljevo")
    done = server("init", *args)
    assert done.returncode == 0, done.stdout
    again = server("init", *args)
    assert again.returncode == 0, again.stdout
    code = again.stdout.strip().splitlines()[-1].strip()
    assert server.run("-m", "tests.cli.accept", code).returncode == 0
    assert server.sql(LEADS) == [("Мила Прва",)]
    other = server("init", "--institution", "I050", "--name", "Друга", "--coordinates", "kraljevo")
    assert other.returncode == 2
    assert server.sql("SELECT count(*) FROM directory_person WHERE name = 'Друга'") == [(0,)]
    assert server("init", *args[:4], "--coordinates", "atlantida").returncode == 2


LEADS = (
    "SELECT p.name FROM directory_networkrole r JOIN directory_member m ON m.id = r.member_id "
    "JOIN directory_person p ON p.id = m.person_id "
    "JOIN directory_network n ON n.id = r.network_id "
    "WHERE n.slug = 'kraljevo' AND r.role = 'coordinator' "
    f"AND (r.ends_on IS NULL OR r.ends_on > '{today()}')"
)


def invited(done) -> str:
    """The code at the end of what was printed."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1].strip()


def test_a_wrong_first_coordinator_is_taken_back_while_they_have_not_come(server):
    lead = ("--coordinates", "kraljevo")
    wrong = server("init", "--institution", "I052", "--name", "Погрешна", *lead)
    right = server("init", "--institution", "I050", "--name", "Права", *lead)
    assert "Погрешна has never signed in and no longer leads" in right.stdout
    assert server.sql(LEADS) == [("Права",)]
    assert server.run("-m", "tests.cli.accept", invited(wrong)).returncode != 0
    assert server.run("-m", "tests.cli.accept", invited(right)).returncode == 0
    said = json.loads(server("doctor", "--json").stdout)
    assert {one["level"] for one in said if one["name"] == "directory_rows"} == {"ok"}


def test_the_same_name_is_the_same_person_with_a_login_too(server):
    args = ("--institution", "I052", "--name", "Јована Нова")
    assert server.run("-m", "tests.cli.accept", invited(server("init", *args))).returncode == 0
    again = server("init", *args)
    assert again.returncode == 2
    assert "has a login there already" in again.stdout
    assert server("init", *args, "--coordinates", "kraljevo").returncode == 2
    leads = server("init", *args, "--coordinates", "kraljevo", "--same-person")
    assert leads.returncode == 0, leads.stdout
    assert "leads" in leads.stdout
    people = "SELECT count(*) FROM directory_person WHERE name = 'Јована Нова'"
    assert server.sql(people) == [(1,)]


def test_a_second_try_at_the_invitation_ends_the_first(server):
    def code():
        done = server("init", "--institution", "I069", "--name", "Јована Нова")
        return done.stdout.strip().splitlines()[-1].strip()

    first, second = code(), code()
    assert server.run("-m", "tests.cli.accept", first).returncode != 0
    assert server.run("-m", "tests.cli.accept", second).returncode == 0
    people = "SELECT count(*) FROM directory_person WHERE name = 'Јована Нова'"
    assert server.sql(people) == [(1,)]


@pytest.mark.parametrize(
    ("args", "word"),
    [(("--institution", "X999", "--name", "Неко"), "no institution X999"),
     (("--institution", "X999", "--name", "Неко"), "  I068  "),
     (("--institution", "I069", "--name", "Неко", "--email", "нигде"), "no e-mail address"),
     (("--institution", "I069", "--name", "Неко", "--role", "boss"), "There are: case_worker"),
     (("--institution", "I069"), "--name")],
)  # fmt: skip
def test_an_invitation_for_nobody_says_what_is_missing(server, args, word):
    done = server("init", *args)
    assert done.returncode == 2
    assert word in done.stdout


def test_an_invitation_sets_nothing_up_by_the_way(fresh):
    """Whoever forgot to say where their server lies would get a second one, and a paper for it."""
    done = fresh("init", "--institution", "I068", "--name", "Беа Прва")
    assert done.returncode != 0
    assert "nobody was invited" in done.stderr
    assert not fresh.data.exists()


def test_folders_of_ones_own_are_told_how_to_find(server):
    line = server("init").stdout.split("set -a; ")[1].splitlines()[0]
    assert line == f". {server.secrets}/environment; set +a"


def test_a_folder_of_the_demo_is_left_alone(server):
    (server.data / "kind").write_text("demo\n")
    done = server("init")
    assert done.returncode != 0
    assert "demo data" in done.stderr


def test_two_recipients_are_two_keys_and_what_is_remembered_is_said(server, age_pair, tmp_path):
    public = age_pair[0]
    environment = server.secrets / "environment"
    before = environment.read_text()
    done = server("init", "--recipient", public, "--recipient", f" {public}")
    assert done.returncode != 0
    assert "twice" in done.stderr
    assert environment.read_text() == before
    done = server("init", "--recipient", public)
    assert done.returncode == 0
    assert f"Each backup is sealed for: {public} (remembered)" in done.stdout
