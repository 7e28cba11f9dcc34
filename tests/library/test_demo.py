"""The demo's towns have something to show, and all of it says that it is invented."""

from spona.demo.network_life import library as life_library
from spona.library import queries
from spona.library.models import Article, Event, Publication


class DemoPeople:
    def __init__(self, actor):
        self._actor = actor

    def actor(self, _login):
        return self._actor


def test_every_town_has_a_page_and_everything_is_marked_as_an_example(world):
    life_library.fill(DemoPeople(world.kosta.actor))
    for place in (world.vranje, world.nis):
        (page,) = queries.stories(queries.articles("page", place))
        assert "<img" in page.cover.tag
        assert queries.articles("news", place).exists()
        assert queries.events(place).count() == 1
        assert queries.publications(place).count() == 1
    for kind in (Article, Event, Publication):
        assert set(kind.objects.values_list("example", flat=True)) == {True}
    # The leaflet is a real PDF: its words are found, in the other script too.
    (found,) = [one for one in queries.find("poslodavac") if one.card]
    assert found.page == 1
