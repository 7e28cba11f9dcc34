"""The key files on paper: made only when typed back, and brought back from one paper or two of three."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys

import pytest

from spona.cli.installation.sealed_keys import (
    SealedKeys,
    read_sealed,
    seal_keys,
    write_sealed,
)
from spona.cli.installation.secret_files import NAMES, make_secrets, read_secrets
from spona.crypto import aead
from spona.crypto.errors import Unopenable
from spona.crypto.fingerprint import in_cyrillic
from spona.crypto.key_paper import KeyPaper, new_set_number
from spona.crypto.secret_sharing import combine, split
from tests.cli.server import Server

pytestmark = pytest.mark.slow("starts programs and waits for them")


@pytest.fixture
def machine(tmp_path):
    """Key files and an empty data folder; what the ceremony needs of a server."""
    server = Server(tmp_path / "machine")
    make_secrets(server.secrets)
    server.data.mkdir(mode=0o700)
    (server.data / "kind").write_text("test\n")
    return server


@pytest.fixture
def bare(tmp_path):
    """A new machine with nothing on it."""
    return Server(tmp_path / "bare")


@pytest.fixture
def sealed(machine, tmp_path):
    """(the file as it lies with the backups, its three papers)."""
    return sealed_for(machine, tmp_path / "backups")


def sealed_for(machine, folder, *, papers=3):
    folder.mkdir(exist_ok=True)
    key, number = aead.new_key(), new_set_number()
    keys = seal_keys(
        read_secrets(machine.secrets), key, set_number=number, papers=papers, made="2026-11-29"
    )
    write_sealed(folder / "keys.sealed", keys)
    shares = dict(enumerate(split(key), 1)) if papers == 3 else {0: key}
    return folder / "keys.sealed", {n: KeyPaper(n, number, each) for n, each in shares.items()}


def lines(paper):
    """As one types it: four rows, then the words."""
    return "\n".join([*paper.rows, " ".join(paper.words)]) + "\n"


def read(server, file, typed, *more):
    """`keys read` with what is typed; returns the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "spona", "keys", "read", str(file), *map(str, more)],
        env=server.environment, cwd=server.home, input=typed, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def key_files(folder):
    if not folder.exists():
        return {}
    return {path.name: path.read_text() for path in folder.iterdir() if path.name in NAMES}


def nothing_written(server):
    return not server.secrets.exists() or not any(server.secrets.iterdir())


# Back from paper


@pytest.mark.parametrize("pair", [(1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)])
def test_any_two_of_three_papers_bring_the_key_files_back(machine, bare, sealed, pair):
    file, papers = sealed
    done = read(bare, file, "".join(lines(papers[n]) for n in pair))
    assert done.returncode == 0, done.stdout + done.stderr
    assert key_files(bare.secrets) == key_files(machine.secrets)
    assert len(key_files(bare.secrets)) == len(NAMES)
    assert {path.stat().st_mode & 0o777 for path in bare.secrets.iterdir()} == {0o600}
    assert bare.secrets.stat().st_mode & 0o777 == 0o700
    # It goes along with the next backup, and the old papers stay good.
    assert (bare.secrets / "keys.sealed").read_text() == file.read_text()
    assert not bare.data.exists()


def test_the_whole_key_needs_one_paper(machine, bare, tmp_path):
    file, papers = sealed_for(machine, tmp_path / "backups", papers=1)
    done = read(bare, file, lines(papers[0]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert key_files(bare.secrets) == key_files(machine.secrets)


def test_it_may_be_typed_in_many_ways(machine, bare, sealed):
    file, papers = sealed
    # All at once, as a scanner gives the QR code; then in pieces, small letters and Cyrillic.
    scanned = " ".join([*papers[1].rows, *papers[1].words]).upper()
    pieces = "".join(papers[3].rows).replace(" ", "").lower()
    split_up = "\n".join(pieces[at : at + 10] for at in range(0, len(pieces), 10))
    words = " ".join(in_cyrillic(papers[3].words)).title()
    done = read(bare, file, f"{scanned}\n{split_up}\n{words}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert key_files(bare.secrets) == key_files(machine.secrets)


def test_init_on_a_new_machine_takes_them_from_paper(machine, bare, sealed):
    file, papers = sealed
    done = subprocess.run(
        [sys.executable, "-m", "spona", "init", "--empty", "--from-paper", str(file)],
        env=bare.environment, cwd=bare.home, input=lines(papers[2]) + lines(papers[3]),
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert key_files(bare.secrets) == key_files(machine.secrets)
    assert "0 made now" in done.stdout
    assert (bare.data / "spona.sqlite3").exists()


def slip_in(paper, row, change):
    rows = list(paper.rows)
    rows[row - 1] = change(rows[row - 1])
    return "\n".join([*rows, " ".join(paper.words)]) + "\n"


def other_symbol(row):
    return ("2" if row[0] != "2" else "3") + row[1:]


def cut_and_another(row):
    """One symbol short, and asked for it, another one."""
    return f"{row[:-1]}\n{'2' if row[-1] != '2' else '3'}"


def two_swapped(row):
    at = next(n for n in range(18) if " " not in row[n : n + 2] and row[n] != row[n + 1])
    return row[:at] + row[at + 1] + row[at] + row[at + 2 :]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (lambda p, o: slip_in(p[1], 2, other_symbol), "Row 2 is mistyped"),
        (lambda p, o: slip_in(p[1], 3, two_swapped), "Row 3 is mistyped"),
        (lambda p, o: slip_in(p[1], 4, cut_and_another), "Row 4 is mistyped"),
        (lambda p, o: slip_in(p[1], 2, lambda row: row + "X"), "Row 2 has 1 symbol too many"),
        (lambda p, o: slip_in(p[1], 2, lambda row: "77" + row), "Row 2 has 2 symbols too many"),
        (lambda p, o: slip_in(p[1], 2, lambda row: "В" * 16), "Switch the keyboard to Latin"),
        (lambda p, o: p[1].rows[0] + "\n" + p[1].rows[1][:9] + "\n\n", "Row 2 has 8 symbols"),
        (lambda p, o: "\n\n", "The line is empty"),
        (lambda p, o: "", "The input ended"),
        (lambda p, o: lines(p[1]), "The input ended"),
        (lambda p, o: lines(p[1]).replace(p[1].words[0], p[2].words[0]), "two words do not fit"),
        (lambda p, o: lines(p[1]) + lines(p[1]), "paper 1 once more"),
        (lambda p, o: lines(p[1]) + lines(o[2]), "This paper is of set"),
        (lambda p, o: lines(o[1]) + lines(o[2]), "This paper is of set"),
        (lambda p, o: "\n".join(
            [*p[1].rows[:2], *p[2].rows[2:], *p[1].words]) + "\n", "rows are of two papers"),
    ],
    ids=[
        "symbol", "swapped", "cut_at_the_end", "one_too_many", "two_too_many", "cyrillic", "cut_row", "empty", "nothing", "one_of_two",
        "word", "same_twice", "two_sets", "other_set", "rows_of_two",
    ],
)  # fmt: skip
def test_each_slip_has_its_sentence_and_nothing_is_written(
    machine, bare, sealed, tmp_path, typed, said
):
    file, papers = sealed
    others = sealed_for(machine, tmp_path / "elsewhere")[1]
    done = read(bare, file, typed(papers, others))
    assert done.returncode == 1
    assert said in done.stdout + done.stderr
    assert "Nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert nothing_written(bare)


def test_after_a_slip_only_the_row_is_typed_again(machine, bare, sealed):
    file, papers = sealed
    typed = "\n".join([
        papers[1].rows[0], other_symbol(papers[1].rows[1]), *papers[1].rows[1:],
        "babab babab", " ".join(papers[1].words), "",
    ])  # fmt: skip
    done = read(bare, file, typed + lines(papers[1]) + lines(papers[2]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert key_files(bare.secrets) == key_files(machine.secrets)


def test_no_byte_of_the_file_can_be_changed(machine, bare, sealed):
    file, papers = sealed
    key = combine((1, papers[1].secret), (2, papers[2].secret))
    whole = read_sealed(file)
    for at in range(len(whole.sealed)):
        content = bytearray(whole.sealed)
        content[at] ^= 1
        changed = SealedKeys(
            whole.set_number, whole.papers, whole.made, whole.marks, bytes(content)
        )
        with pytest.raises(Unopenable):
            changed.open(key)
        # Who has the key files sees it without a paper too.
        assert len(changed.names_that_differ(read_secrets(machine.secrets))) == len(NAMES)
    for field, value in (("made", "2026-11-30"), ("papers", 1), ("set_number", 7)):
        fields = json.loads(file.read_text()) | {field: value}
        other = file.with_name("other.sealed")
        other.write_text(json.dumps(fields))
        with pytest.raises(Unopenable):
            read_sealed(other).open(key)


@pytest.mark.parametrize(
    "change", ["flipped", "cut", "empty", "other", "letters", "true", "deep", "wide", "gone"]
)
def test_a_changed_file_has_a_sentence_and_nothing_is_written(bare, sealed, change):
    file, papers = sealed
    fields = json.loads(file.read_text())
    content = bytearray(fields["sealed"].encode())
    content[60] = ord("A") if content[60] != ord("A") else ord("B")
    new = {
        "flipped": json.dumps(fields | {"sealed": content.decode()}),
        "cut": file.read_text()[:-40],
        "empty": "",
        "other": '{"format": "spona keys sealed 9"}',
        "letters": json.dumps(fields | {"marks": fields["marks"] | {"mac": "ж" * 32}}),
        "true": json.dumps(fields | {"set_number": True}),
        "deep": "[" * 10**6,
    }
    if change == "gone":
        file.unlink()
    elif change == "wide":
        file.write_bytes(file.read_text().encode("utf-16"))
    else:
        file.write_text(new[change])
    done = read(bare, file, lines(papers[1]) + lines(papers[2]))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    said = {"flipped": "does not open: it was changed", "gone": "There is no file"}
    assert said.get(change, "is no keys.sealed of Spona") in done.stderr
    assert nothing_written(bare)


def test_a_false_paper_sends_one_to_the_third_which_opens(machine, bare, sealed):
    file, papers = sealed
    false = KeyPaper(2, papers[2].set_number, secrets.token_bytes(32))
    done = read(bare, file, lines(papers[1]) + lines(false))
    assert done.returncode == 1
    assert "or a paper is false: try the third one" in done.stderr
    assert nothing_written(bare)
    assert read(bare, file, lines(papers[1]) + lines(papers[3])).returncode == 0
    assert key_files(bare.secrets) == key_files(machine.secrets)


def test_key_files_that_are_others_are_never_overwritten(bare, sealed):
    file, papers = sealed
    make_secrets(bare.secrets)
    (bare.secrets / "pepper").unlink()
    before = key_files(bare.secrets)
    done = read(bare, file, lines(papers[1]) + lines(papers[2]))
    assert done.returncode == 1
    assert "is there and is another one. Nothing was written" in done.stderr
    assert key_files(bare.secrets) == before
    assert not (bare.secrets / "keys.sealed").exists()


def test_what_is_there_already_stays_and_the_missing_one_comes_back(machine, sealed):
    file, papers = sealed
    before = key_files(machine.secrets)
    (machine.secrets / "hold").unlink()
    done = read(machine, file, lines(papers[1]) + lines(papers[3]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 written now" in done.stdout
    assert key_files(machine.secrets) == before


def test_older_papers_never_replace_newer_ones(machine, tmp_path):
    newer, _papers = sealed_for(machine, machine.secrets)
    before = newer.read_text()
    older, papers = sealed_for(machine, tmp_path / "old")
    assert read(machine, older, lines(papers[1]) + lines(papers[2])).returncode == 0
    assert newer.read_text() == before


def test_the_key_files_are_not_written_into_the_data(bare, sealed):
    file, papers = sealed
    inside = bare.data / "keys"
    done = read(bare, file, lines(papers[1]) + lines(papers[2]), "--secrets", inside)
    assert done.returncode == 1
    assert "apart" in done.stderr
    assert not bare.data.exists()


def test_init_draws_no_new_key_in_place_of_one_that_is_on_paper(machine):
    file, papers = sealed_for(machine, machine.secrets)
    before = key_files(machine.secrets)
    (machine.secrets / "hold").unlink()
    done = machine("init")
    assert done.returncode == 1
    assert "on paper" in done.stderr
    assert "hold" in done.stderr
    assert not (machine.secrets / "hold").exists()
    assert read(machine, file, lines(papers[1]) + lines(papers[2])).returncode == 0
    assert key_files(machine.secrets) == before


# What a thief has


def test_the_file_and_one_share_open_nothing(sealed):
    file, papers = sealed
    whole = read_sealed(file)
    for paper in papers.values():
        with pytest.raises(Unopenable):
            whole.open(paper.secret)
        # A guessed second share gives one of 2²⁵⁶ keys, each as likely.
        with pytest.raises(Unopenable):
            whole.open(combine((paper.kind, paper.secret), (paper.kind % 3 + 1, secrets.token_bytes(32))))  # fmt: skip


def test_the_file_tells_a_thief_nothing_of_the_keys(machine, sealed, tmp_path):
    text = sealed[0].read_bytes()
    assert [form for form in machine.secret_texts() if form in text] == []
    # Neither that two files are of one server: not even a mark is the same.
    other = sealed_for(machine, tmp_path / "elsewhere")[0]
    marks = [set(read_sealed(file).marks.values()) for file in (sealed[0], other)]
    assert not marks[0] & marks[1]


FROZEN = {
    "format": "spona keys sealed 1",
    "set_number": 369607,
    "papers": 3,
    "made": "2026-11-29",
    "marks": {"mac": "794ebbcb8aeb730c00e5d88e126ec7d8"},
    "sealed": "AUCdUmeyoqlkBJ+Z2x/ANKJ8DzgO81sNmqCNopf3SIZHboGlsV7QwZOgRPeJw5zHgAVOJRasTUA+MQ2vMU5P5mgsGBti26Zmsr2/p80yzpAsFswxEb4Gz+svOP2Qxp26MtcbU6pOatuBvShjlBT6QpPu2uA=",
}


def test_what_was_sealed_once_opens_for_ever(tmp_path):
    """Never change: a paper lies in a safe for years."""
    file = tmp_path / "keys.sealed"
    file.write_text(json.dumps(FROZEN))
    whole = read_sealed(file)
    key = bytes.fromhex("337109a98035dd7f01af70581cee2e956e68d281f1c515183bdefaca26feaf61")
    assert whole.open(key) == {"mac": bytes(range(32))}
    assert whole.names_that_differ({"mac": bytes(range(32))}) == []
    assert whole.set_name == "B8Y7"


# The ceremony


class Terminal:
    """`./spona keys paper` as somebody at a terminal meets it: what is asked is read before it is
    answered."""

    def __init__(self, server, *args):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "spona", "keys", "paper", *map(str, args)],
            env=server.environment, cwd=server.home, text=True, bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.said = ""

    def until(self, text):
        """What is printed until `text` stands at the end."""
        here = ""
        while not here.endswith(text):
            letter = self.process.stdout.read(1)
            assert letter, f"it ended: {here}\n{self.process.stderr.read()}"
            here += letter
        self.said += here
        return here

    def type(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.said += self.process.stdout.read()
        error = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.wait(60), error


@pytest.fixture
def terminal(machine):
    started = []

    def begin(*args):
        started.append(Terminal(machine, *args))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)


ROW = re.compile(r"^  \d   ((?:[0-9A-Z]{4} ?){4})$", re.MULTILINE)
PRESS = "type it back. "


def shown(text):
    """The rows and the words that stand on the screen."""
    rows = [row.strip() for row in ROW.findall(text)]
    assert len(rows) == 4
    words = re.search(r"Words   (\w+ \w+)", text).group(1)
    return rows, words


def typed_back(rows, words):
    return "\n".join([*rows, words]) + "\n"


def test_three_papers_are_typed_back_before_anything_is_sealed(machine, bare, terminal):
    here = terminal()
    here.until("Type 1 or 3: ")
    here.type("two\n")
    here.until("Type 1 or 3: ")
    here.type("3\n")
    place, papers = machine.secrets / "keys.sealed", []
    for number in (1, 2, 3):
        text = here.until(PRESS)
        assert f"paper {number} of 3" in text
        papers.append(shown(text))
        here.type("\n")
        here.until("Row 1: ")
        assert not place.exists(), "not before the last one was typed back"
        here.type(typed_back(*papers[-1]))
    code, error = here.end()
    assert (code, error) == (0, "")
    assert place.stat().st_mode & 0o777 == 0o600
    assert list(machine.data.iterdir()) == [machine.data / "kind"]
    typed = typed_back(*papers[0]) + typed_back(*papers[2])
    assert read(bare, place, typed).returncode == 0
    assert key_files(bare.secrets) == key_files(machine.secrets)


def test_a_slip_is_refused_until_it_is_right(machine, terminal):
    here = terminal("--papers", 1)
    rows, words = shown(here.until(PRESS))
    here.type("\n")
    here.until("Row 1: ")
    here.type(other_symbol(rows[0]) + "\n")
    assert "Row 1 is mistyped" in here.until("Row 1: ")
    here.type("\n".join(rows) + "\n")
    here.until("Two words: ")
    here.type("babab babab\n")
    assert "The two words do not fit" in here.until("Two words: ")
    assert not (machine.secrets / "keys.sealed").exists()
    here.type(words + "\n")
    assert here.end() == (0, "")
    assert (machine.secrets / "keys.sealed").exists()


def test_another_paper_is_not_taken_for_the_one_that_is_asked_for(machine, terminal, tmp_path):
    older = sealed_for(machine, tmp_path / "old")[1][1]
    here = terminal("--papers", 3)
    first = shown(here.until(PRESS))
    here.type("\n")
    here.until("Row 1: ")
    here.type(lines(older))
    assert f"That is a paper of set {older.set_name}" in here.until("Row 1: ")
    here.type(typed_back(*first))
    here.until(PRESS)
    here.type("\n")
    here.until("Row 1: ")
    here.type(typed_back(*first))
    assert "That is paper 1 of 3; paper 2 of 3 is asked for." in here.until("Row 1: ")
    code, error = here.end()
    assert code == 1
    assert "destroy it" in error
    assert not (machine.secrets / "keys.sealed").exists()


def test_who_stops_leaves_the_older_papers_good_and_no_pdf_behind(machine, terminal, tmp_path):
    file, _papers = sealed_for(machine, machine.secrets)
    before, out = file.read_text(), tmp_path / "to_print"
    out.mkdir()
    here = terminal("--papers", 3, "--pdf", out)
    shown(here.until(PRESS))
    (pdf,) = out.iterdir()
    assert pdf.stat().st_mode & 0o777 == 0o600
    here.type("\n")
    here.until("Row 1: ")
    code, error = here.end()
    assert code == 1
    assert "No key was put in place" in error
    assert file.read_text() == before
    assert list(out.iterdir()) == []


def test_new_papers_replace_the_older_ones_and_say_so(machine, terminal):
    file, papers = sealed_for(machine, machine.secrets)
    older = read_sealed(file)
    here = terminal("--papers", 1)
    typed = typed_back(*shown(here.until(PRESS)))
    here.type("\n" + typed)
    assert here.end() == (0, "")
    assert "Destroy the older papers" in here.said
    newer = read_sealed(file)
    assert newer.set_number != older.set_number
    with pytest.raises(Unopenable):
        newer.open(combine((1, papers[1].secret), (2, papers[2].secret)))


@pytest.mark.parametrize("where", ["data", "inside", "keys", "backups", "nowhere"])
def test_no_pdf_lies_beside_what_it_opens(machine, tmp_path, where):
    folder = {
        "data": machine.data, "inside": machine.data / "files", "keys": machine.secrets,
        "backups": tmp_path / "backups", "nowhere": tmp_path / "nowhere",
    }[where]  # fmt: skip
    if where != "nowhere":
        folder.mkdir(exist_ok=True)
    if where == "backups":
        (folder / "spona-20261129-024000.age").write_bytes(b"")
    before = sorted(folder.iterdir()) if folder.exists() else []
    done = machine("keys", "paper", "--papers", "1", "--pdf", folder)
    assert done.returncode == 1
    assert "/dev/shm" in done.stderr
    assert "Traceback" not in done.stderr
    assert (sorted(folder.iterdir()) if folder.exists() else []) == before


def test_init_show_names_the_ceremony(machine):
    done = machine("init", "--show")
    assert done.returncode == 1
    assert "./spona keys paper" in done.stderr
    texts = [text.decode("latin-1") for text in machine.secret_texts()]
    assert not [text for text in texts if text in done.stdout + done.stderr]


def test_init_does_not_ask_for_papers_that_there_are(server, tmp_path):
    folder = tmp_path / "backups"
    file, _papers = sealed_for(server, folder)
    assert "Put them on paper" in server("init").stdout
    (server.secrets / "keys.sealed").write_text(file.read_text())
    said = server("init").stdout
    assert "Put them on paper" not in said
    assert f"They are on paper: set {read_sealed(file).set_name}, made on 2026-11-29." in said
