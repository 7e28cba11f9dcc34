"""Towns as points: as many as networks, at their places, with names that do not cover each other."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from spona.dashboard.overview import towns
from tests.dashboard.overview.making import file_of, table_of
from tests.dashboard.test_desk import section

PAGE = "/network/overview/"
SEVEN = {
    "Niš": (43.32472, 21.90333), "Novi Sad": (45.25167, 19.83694),
    "Sremska Mitrovica": (44.97639, 19.61222), "Kraljevo": (43.72583, 20.68944),
    "Kragujevac": (44.01667, 20.91667), "Vranje": (42.55139, 21.90028),
    "Subotica": (46.10028, 19.66556),
}  # fmt: skip


@dataclass
class Town:
    words: str
    lat: Decimal
    lon: Decimal
    slug: str


@dataclass
class Network:
    town: Town
    slug: str
    pk: object


def drawn(places=None, own=()):
    networks = [
        Network(Town(name, Decimal(str(lat)), Decimal(str(lon)), f"t{n}"), f"n{n}", uuid4())
        for n, (name, (lat, lon)) in enumerate((places or SEVEN).items())
    ]
    return towns.town_map(networks, [], {networks[n].pk for n in own}, "sr-latn")


def box(dot):
    long = len(f"{dot.network.town.words}  {dot.n}") * 7
    left = {"start": dot.tx, "end": dot.tx - long, "middle": dot.tx - long / 2}[dot.anchor]
    return left, dot.ty - 12, left + long, dot.ty + 3


def test_north_is_up_and_east_is_right():
    dots = {dot.network.town.words: dot for dot in drawn().dots}
    assert dots["Subotica"].y < dots["Novi Sad"].y < dots["Vranje"].y
    assert dots["Subotica"].x < dots["Kraljevo"].x < dots["Niš"].x


def test_no_name_covers_another_name():
    boxes = [box(dot) for dot in drawn().dots]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)


def test_everything_lies_in_the_frame():
    shown = drawn()
    for dot in shown.dots:
        assert shown.left <= dot.x <= shown.right
        assert shown.top <= dot.y <= shown.bottom


def test_one_town_and_none_are_drawn_too():
    assert len(drawn({"Niš": (43.0, 22.0)}).dots) == 1
    assert towns.town_map([], [], set(), "sr") is None


def test_a_town_without_anybody_is_a_point_with_a_zero():
    assert {dot.n for dot in drawn().dots} == {0}
    assert all(dot.r > 3 for dot in drawn().dots)


def test_the_points_are_the_table_and_the_file(desk, world):
    html = section(desk("ana", PAGE), "towns")
    assert table_of(html, "towns") == [["Niš", "2"], ["Vranje", "5"]]
    rows = file_of(desk.browser("ana").get(PAGE + "towns.csv"))[1:]
    assert [row[:2] for row in rows] == [["Niš", "2"], ["Vranje", "5"]]
    assert html.count('<a class="dot') == 2
    assert html.count('<a class="dot is-own') == 1


def test_ones_own_town_opens_its_members_and_another_one_its_public_page(desk, world):
    html = section(desk("ana", PAGE), "towns")
    assert 'class="dot is-own" href="/network/?network=vranje"' in html
    assert 'class="dot" href="/en/help/nis/"' in html
    assert desk.browser("ana").get("/en/help/nis/").status_code == 200
