"""ODK Collect's own engine, JavaRosa out of pyxform's wheel, against a server that runs."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform
from PIL import Image

pytestmark = pytest.mark.slow("runs the engine of a phone in Java")

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
SOURCE = Path(__file__).with_name("Collect.java")

# Needs nobody's key: what is sealed is opened in `test_phones`.
OPENED = """
import datetime as dt
from spona.deadlines.time import today
from spona.directory.actor import actor_for
from spona.directory.models import Network
from spona.directory.queries import coordinator_of, network_members
from spona.reference.words import Words
from spona.surveys import actions
from spona.surveys.xlsform.checking import check
from tests.surveys.books import book, rows
network = next(one for one in Network.objects.real() if network_members(one, "analyst"))
leader = coordinator_of(network)
by = actor_for(leader.person.account, member_id=leader.pk)
found = actions.make_round(
    actions.Outline(title=Words(sr="Шта млади знају"), asked="средње школе", opens_on=today(),
                    closes_on=today() + dt.timedelta(days=9),
                    destroy_on=today() + dt.timedelta(days=60)),
    network=network, institution=leader.institution, owners=network_members(network, "analyst")[:1],
    by=by,
)
asked = rows(["image", "photo", "Слика", "Picture"], ["audio", "voice", "Снимак", "Recording"],
             ["start", "start"])
actions.put_form(found, check(book(asked), title="x"), file_name="a.xlsx", by=by)
device, secret = actions.add_device(found, label="плави", by=by)
print(json.dumps([str(found.pk), device.username, secret]))
"""
OPEN = """
import json
from spona.directory.actor import actor_for
from spona.directory.queries import coordinator_of
from spona.surveys import actions
from spona.surveys.models import Round
found = Round.objects.get(pk="{}")
leader = coordinator_of(found.network)
by = actor_for(leader.person.account, member_id=leader.pk)
{}
"""
THERE = """
import json
from spona.surveys.models import Round
found = Round.objects.get(pk="{}")
rows = [[one.complete, one.answers, one.files.count()] for one in found.submissions.all()]
print(json.dumps([found.state, rows, found.unmatched.count()]))
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """How the client is begun: compiled once where there is a compiler, else from its source."""
    if not shutil.which("java"):
        pytest.skip("Java is not installed")
    if not shutil.which("javac"):
        return ["java", "-cp", str(JAR), str(SOURCE)]
    made = tmp_path_factory.mktemp("collect")
    subprocess.run(["javac", "-cp", str(JAR), "-d", str(made), str(SOURCE)], check=True)
    return ["java", "-cp", f"{JAR}:{made}", "Collect"]


@pytest.fixture
def collect(engine, served):
    """`collect(phone, "fill", …)`: its lines."""

    def collect(phone, *more):
        done = subprocess.run(
            [*engine, f"{served.url}/d", *phone, *map(str, more)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return collect


def files(folder):
    picture, voice = folder / "1669812345678.jpg", folder / "v.m4a"
    out = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(out, "JPEG")
    picture.write_bytes(out.getvalue())
    voice.write_bytes(b"\0\0\0\x18ftypM4A " + b"x" * 50_000)
    return picture, voice


def test_collect_fetches_fills_and_sends(served, collect, tmp_path):
    round_id, *phone = json.loads(served.django("import json\n" + OPENED).splitlines()[-1])
    picture, voice = files(tmp_path)
    said = ["knows=yes", "age=16", "told=home nobody", "words=Ана ми је рекла",
            f"photo={picture.name}", f"voice={voice.name}"]  # fmt: skip

    def there():
        return json.loads(served.django(THERE.format(round_id)))

    def act(code):
        served.django(OPEN.format(round_id, code))

    # The form asks for a picture, so it is tried out on a phone; nothing of that is kept.
    trial = tmp_path / "trial.xml"
    assert "forms 1" in collect(phone, "fill", trial, *said)
    assert collect(phone, "send", 0, trial, picture)[-1].startswith("sent 201")
    assert there() == ["tested", [], 0]
    act("actions.open_round(found, by=by)")

    form = tmp_path / "answer.xml"
    lines = collect(phone, "fill", form, *said)
    assert "asked words" in lines
    assert "instanceID>uuid:" in form.read_text(encoding="utf-8")
    # In parts, as after a bad network; then all of it once more.
    sent = collect(phone, "send", 60_000, form, picture, voice)
    assert [line.split()[0:2] for line in sent] == [
        ["head", "204"],
        ["sent", "201"],
        ["sent", "201"],
    ]
    once = ["open", [[True, {"about/knows": "yes", "help/told": "home nobody"}, 2]], 0]
    assert there() == once
    assert collect(phone, "send", 0, form, picture, voice)[-1].startswith("sent 201")
    assert there() == once

    # Whom it does not concern is not asked.
    other = tmp_path / "other.xml"
    assert "asked words" not in collect(phone, "fill", other, "knows=no", "told=home")
    act("actions.close_round(found, late_phones=True, by=by)")
    assert collect(phone, "fill", tmp_path / "none.xml") == ["forms 0"]
    assert collect(phone, "send", 0, other)[-1].startswith("sent 201")
    assert len(there()[1]) == 2

    act("actions.close_round(found, late_phones=False, by=by)")
    late = tmp_path / "late.xml"
    late.write_bytes(other.read_bytes().replace(b"uuid:", b"uuid:late-"))
    assert collect(phone, "send", 0, late)[-1].startswith("sent 409")
    assert len(there()[1]) == 2

    act("actions.revoke_device(found.devices.get(), by=by)")
    assert collect(phone, "send", 0, late) == ["head 401"]
