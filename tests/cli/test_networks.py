"""Another town begins by one command, in any country, and never twice."""

import pytest

from spona.access.actor import Actor
from spona.cli import networks
from spona.cli.init.invitation import invite_first
from spona.deadlines.working_days import calendar_of
from spona.directory.actions import load_directory
from spona.directory.models import Institution, Network, Seat
from spona.directory.queries import centre, national_network
from spona.reference.actions import load_reference
from spona.reference.models import Holiday, Town

ADD = [
    "add", "zrenjanin", "--cyrillic", "Зрењанин", "--latin", "Zrenjanin",
    "--in-town", "Зрењанину", "--language", "hu=Nagybecskerek", "--at", "45.38361,20.38194",
]  # fmt: skip
HUNGARY = [
    "add", "szeged", "--cyrillic", "Сегедин", "--latin", "Szeged", "--country", "HU",
    "--district", "HU-CS", "--at", "46.253,20.141", "--time-zone", "Europe/Budapest",
]  # fmt: skip
BODY = ["institution", "zrenjanin", "--cyrillic", "Центар за социјални рад Зрењанин",
        "--latin", "Centre for Social Work Zrenjanin", "--sector", "social_work"]  # fmt: skip


@pytest.fixture
def serbia(db):
    by = Actor.system("import")
    load_reference(by=by)
    load_directory(by=by)


def counted():
    return [model.objects.count() for model in (Town, Network, Holiday, Institution, Seat)]


def test_an_eighth_town_begins_with_its_first_coordinator(serbia, capsys):
    assert networks.run(ADD) == 0
    network = Network.objects.get(slug="zrenjanin")
    assert network.has_valid_mac()
    assert not network.casework_open
    assert network.town.words == {"sr": "Зрењанин", "en": "Zrenjanin", "hu": "Nagybecskerek"}
    assert network.town.locative == {"sr": "Зрењанину"}
    said = capsys.readouterr().out
    assert "./spona network institution zrenjanin" in said
    assert "--coordinates zrenjanin" in said
    assert networks.run(BODY) == 0
    seat = Seat.objects.get(network=network)
    assert seat.institution.code in capsys.readouterr().out
    assert invite_first(seat.institution.code, "Vera Ilić", "", ["reporter"], "zrenjanin") == 0
    assert network.roles.get(role="coordinator").member.person.name == "Vera Ilić"


def test_typed_again_it_changes_nothing(serbia, capsys):
    for args in (ADD, BODY):
        assert networks.run(args) == 0
    before = counted()
    for args in (ADD, BODY):
        assert networks.run(args) == 0
    assert counted() == before
    assert "is there already" in capsys.readouterr().out


@pytest.mark.parametrize(("cyrillic", "latin"), [("Ниш", "Niš"), ("НИШ", "Nis"), ("Нишка", "Nis")])
def test_a_town_of_the_same_folded_name_is_refused_with_a_sentence(serbia, capsys, cyrillic, latin):
    before = counted()
    args = ["add", "nis-2", "--cyrillic", cyrillic, "--latin", latin, "--at", "43.3,21.9"]
    assert networks.run(args) == 2
    assert "is there already, under the short name nis" in capsys.readouterr().out
    assert counted() == before


def test_a_short_name_is_of_one_town(serbia, capsys):
    args = ["add", "nis", "--cyrillic", "Кикинда", "--latin", "Kikinda", "--at", "45.8,20.4"]
    assert networks.run(args) == 2
    assert "is of another town" in capsys.readouterr().out


def test_another_country_has_its_own_days_and_clock(serbia):
    assert networks.run(HUNGARY) == 0
    calendar = calendar_of(Network.objects.get(slug="szeged"))
    assert (calendar.country, str(calendar.zone)) == ("HU", "Europe/Budapest")
    year = next(iter(calendar.known()))
    assert Holiday.objects.filter(country="HU", date=f"{year}-08-20").exists()
    assert not Holiday.objects.filter(country="RS", date=f"{year}-08-20").exists()


def test_the_calendar_may_come_as_a_file(serbia, tmp_path):
    days = tmp_path / "days.csv"
    days.write_text("date,sr,en,source\n2027-03-15,Празник,National day,law\n", encoding="utf-8")
    assert networks.run([*HUNGARY, "--holidays", str(days)]) == 0
    row = Holiday.objects.get(country="HU")
    assert (str(row.date), row.words["sr"], row.source) == ("2027-03-15", "Празник", "law")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--time-zone", "Europe/Nowhere"], ["--country", "Serbia"], ["--district", "HU-CS"],
        ["--at", "here"], ["--at", "NaN,1"], ["--cyrillic", "Zrenjanin"], ["--latin", "Зрењанин"],
        ["--language", "xx=Name"], ["--holidays", "/no/such/file"],
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence_and_nothing_is_kept(serbia, capsys, wrong):
    before = counted()
    assert networks.run([*ADD, *wrong]) == 2
    assert capsys.readouterr().out.strip()
    assert counted() == before


def test_the_national_network_begins_once_with_the_centre_alone_in_it(serbia, capsys):
    towns = Town.objects.order_by("slug").values_list("slug", flat=True)
    assert networks.run(["national", "--town", "atlantida"]) == 2
    assert "no town atlantida" in capsys.readouterr().out
    for _time in range(2):
        assert networks.run(["national", "--town", towns[0]]) == 0
    network = national_network()
    assert [seat.institution for seat in network.seats.all()] == [centre()]
    assert network not in Network.objects.real()
    assert not network.towns_served.exists()
    said = capsys.readouterr().out
    assert "--coordinates national" in said
    assert "is there already" in said
    code = centre().code
    assert invite_first(code, "Vera Ilić", "", ["reporter"], network.slug) == 0
    assert network.roles.get(role="coordinator").member.person.name == "Vera Ilić"
