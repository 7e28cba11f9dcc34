"""A publication with its file: described, read for the search, published, downloaded."""

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.forms import Incoming
from spona.library import actions, jobs, pdf, queries
from spona.library.actions.publications import Described
from spona.library.models import Publication, PublicationPage
from spona.reference.words import Words
from tests.library.conftest import pdf as set_pdf
from tests.library.conftest import text

PDF = "application/pdf"


def told(title="Водич за школе", **more):
    return Described(title=Words(sr=title), year=2019, licence="cc_by", languages=("sr",), **more)


def put(world, content=None, who="ena", *, networks=("vranje",), **more):
    incoming = Incoming("x.pdf", PDF, content or set_pdf("Прва страна", "Зна да препозна знаке"))
    where = [getattr(world, one) for one in networks]
    return actions.add_publication(
        told(**more), incoming, networks=where, by=world.people[who].actor
    )


def public(world, *args, **more):
    row = put(world, *args, **more)
    jobs.read_files()
    actions.show(row, by=world.ena.actor)
    row.refresh_from_db()
    return row


def locked_pdf():
    import io

    writer, into = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("tajna", algorithm="RC4-128")
    writer.write(into)
    return into.getvalue()


def bomb(letters=400_000_000):
    """A page whose picture of text swells to 400 MB when it is opened."""
    import io
    import zlib

    squeezed = zlib.compressobj(9)
    data = b"".join(squeezed.compress(b" " * 10_000_000) for _ in range(letters // 10_000_000))
    data += squeezed.flush()
    writer, into = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(data)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(into)
    return into.getvalue()


def test_its_words_are_found_in_both_scripts_with_the_page_they_stand_on(world):
    row = public(world)
    assert (row.read, row.pages) == (Publication.Read.WHOLE, 2)
    for query in ("препозна", "prepozna знаке", "ЗНАКЕ", "vodič", "vodic skole", "2019"):
        found = queries.find(query)
        assert [one.card.slug for one in found] == [row.slug], query
    (found,) = queries.find("prepozna")
    assert found.page == 2
    assert "препозна" in found.excerpt
    assert queries.find("чаробњак") == []


def test_a_search_looks_through_no_more_pages_than_it_may_and_asks_no_single_letter(
    world, monkeypatch, django_assert_max_num_queries
):
    row = public(world)
    monkeypatch.setattr(queries, "_LOOKED_THROUGH", 1)
    with django_assert_max_num_queries(0):
        assert queries.find("п") == []
    (found,) = queries.find("препозна")
    assert found.card.slug == row.slug


def test_reading_twice_changes_nothing_and_a_new_file_is_read_anew(world):
    row = public(world)
    before = list(PublicationPage.objects.values_list("text", flat=True))
    actions.read_words(row, by=Actor.system("reminders"))
    jobs.read_files()
    assert list(PublicationPage.objects.values_list("text", flat=True)) == before
    actions.replace_file(row, Incoming("y.pdf", PDF, set_pdf("Сасвим ново")), by=world.ena.actor)
    assert queries.find("препозна") == []
    jobs.read_files()
    assert len(queries.find("сасвим")) == 1


def test_a_draft_is_found_by_nobody_and_given_to_nobody_but_editors(world, ask):
    row = put(world)
    jobs.read_files()
    assert queries.find("препозна") == []
    assert queries.publication(row.slug) is None
    path = f"/publications/{row.paper.sha256}.pdf"
    for who, status in (("nobody", 404), ("nela", 404), ("ana", 404), ("ena", 200)):
        assert ask(who, path).status_code == status, who
    actions.show(row, by=world.ena.actor)
    answer = ask("nobody", path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'attachment; filename="{row.paper.sha256[:8]}.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"%PDF-")
    assert not answer.cookies
    assert ask("nobody", path, **{"If-None-Match": answer["ETag"]}).status_code == 304
    actions.hide(row, by=world.ena.actor)
    assert ask("nobody", path).status_code == 404


def test_withdrawn_and_shown_again_it_keeps_its_first_day(world):
    row = public(world)
    day = row.publish_at
    actions.hide(row, by=world.ena.actor)
    with pytest.raises(Conflict):
        actions.hide(row, by=world.ena.actor)
    assert actions.show(row, by=world.ena.actor).publish_at == day


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 nothing of the kind", "cannot be opened"),
        (b"%PDF-1.4\n" + b"\xff" * 5000, "cannot be opened"),
        (locked_pdf(), "password"),
    ],
)
def test_a_pdf_that_is_none_broken_or_locked_is_refused_with_a_sentence(world, content, said):
    with pytest.raises(Denied, match=said):
        put(world, content)
    assert not Publication.objects.exists()


def test_another_kind_of_file_is_no_publication(world):
    with pytest.raises(Denied, match="no PDF"):
        actions.add_publication(
            told(), Incoming("x.png", "image/png", b"\x89PNG"), networks=[world.vranje],
            by=world.ena.actor,
        )  # fmt: skip


def test_one_that_swells_harms_nobody(world):
    content = bomb()
    assert len(content) < 1_000_000
    row = put(world, content)
    jobs.read_files()
    row.refresh_from_db()
    assert row.read in (Publication.Read.NOTHING, Publication.Read.PART)
    assert not PublicationPage.objects.exists()


def test_the_child_that_reads_is_held_to_its_seconds(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text(
        pdf._CHILD.read_text().replace("SECONDS = 20", "SECONDS = 1").replace(
            "found = read(", "while True: pass\n    found = read("
        )
    )  # fmt: skip
    monkeypatch.setattr(pdf, "_CHILD", slow)
    assert pdf.look_at(b"%PDF-").state == "broken"


def test_nothing_is_published_without_its_file(world):
    row = actions.add_publication(told(), None, networks=[], by=world.ena.actor)
    with pytest.raises(Denied, match="file first"):
        actions.show(row, by=world.ena.actor)


def test_who_writes_what(world):
    row = put(world)
    both = put(world, networks=("vranje", "nis"))
    for act in (
        lambda: actions.change_publication(row, told(), by=world.nela.actor),
        lambda: actions.show(row, by=world.nela.actor),
        lambda: actions.show(row, by=world.ana.actor),
        lambda: actions.replace_file(row, Incoming("x", PDF, b""), by=world.nela.actor),
        lambda: put(world, who="nela"),
        lambda: actions.read_words(row, by=world.ena.actor),
    ):
        with pytest.raises(Denied):
            act()
    # Of two networks each editor may.
    actions.change_publication(both, told("Други назив"), by=world.nela.actor)


def test_each_town_shows_its_own_and_lists_are_narrowed(world):
    one = public(world, tags=("signs", "school"))
    nis = put(world, networks=("nis",), who="nela", title="Само Ниш")
    actions.show(nis, by=world.nela.actor)
    assert [row.slug for row in queries.publications(world.vranje)] == [one.slug]
    assert queries.publications().count() == 2
    assert [row.slug for row in queries.publications(tag="school")] == [one.slug]
    assert not queries.publications(tag="sch").exists()
    assert queries.publications(language="sr").count() == 2
    (card,) = queries.cards(queries.publications(tag="signs"))
    assert card.licence.startswith("CC BY 4.0")
    assert card.pages == 2


def test_on_the_pages(world, ask):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def typed(content, **more):
        file = SimpleUploadedFile("x.pdf", content)
        return {"file": file, "title_sr": "Водич", "networks": ["vranje"], "year": "2020"} | more

    done = ask("ena", "/library/publications/new/", typed(set_pdf("Зелена јабука")))
    assert done.status_code == 302
    page = done["Location"]
    jobs.read_files()
    assert "1 page" in text(ask("ena", page))
    assert "Vodič" in text(ask("ena", "/library/publications/?q=jabuk"))
    assert "Nothing found" in text(ask("ena", "/library/publications/?q=kruška"))
    for content, said in (
        (b"MZ exe", "no PDF"), (b"\x89PNG\r\n\x1a\n", "no PDF"), (locked_pdf(), "password"),
        (b"%PDF-1.7 x", "cannot be opened"), (b"%PDF-" + bytes(10_500_000), "10 MB"),
    ):  # fmt: skip
        answer = ask("ena", "/library/publications/new/", typed(content))
        assert answer.status_code == 422
        assert said in text(answer), said
    shown = ask("ena", f"{page}show/", {})
    assert "It is public now." in text(ask("ena", shown["Location"]))
    # What is public already changes at once, so it is asked here too.
    changed = {"title_sr": "Водич", "text_sr": "Питајте на 064 765 4321."}
    refused = ask("ena", f"{page}change/", changed)
    assert refused.status_code == 422
    assert "then tick this" in text(refused)
    assert ask("ena", f"{page}change/", changed | {"looked": "on"}).status_code == 302
    hidden = ask("ena", f"{page}hide/", {})
    assert "Undo" in text(ask("ena", hidden["Location"]))
    replaced = ask("ena", f"{page}file/", {"file": SimpleUploadedFile("y.pdf", set_pdf("a", "b"))})
    assert replaced.status_code == 302
    assert "2 pages" in text(ask("ena", page))
    for path in ("", "change/"):
        assert ask("nela", f"{page}{path}").status_code == 404
    for path in ("show/", "hide/", "file/"):
        assert ask("nela", f"{page}{path}", {}).status_code == 404
    assert Publication.objects.count() == 1
