"""What stands on paper comes back however it is typed, and no slip passes."""

from __future__ import annotations

import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto import codes, key_paper
from spona.crypto.fingerprint import TO_CYRILLIC
from spona.crypto.key_paper import KeyPaper, Mistyped, read_paper, read_row

PAPERS = st.builds(
    KeyPaper,
    st.integers(0, 3),
    st.integers(0, 2**20 - 1),
    st.binary(min_size=32, max_size=32),
)


def fresh(kind: int = 1) -> KeyPaper:
    return KeyPaper(kind, key_paper.new_set_number(), secrets.token_bytes(32))


def read(rows: list[str], words: str) -> KeyPaper:
    found = [read_row(n, codes.stripped(row)) for n, row in enumerate(rows, 1)]
    return read_paper(found, codes.stripped(words))


@given(PAPERS)
def test_what_was_printed_is_read(paper: KeyPaper) -> None:
    assert read(list(paper.rows), " ".join(paper.words)) == paper


def test_a_row_is_four_groups_of_four_and_the_set_has_four_symbols() -> None:
    paper = fresh()
    assert [[len(group) for group in row.split()] for row in paper.rows] == [[4] * 4] * 4
    assert len(paper.set_name) == 4
    assert [len(word) for word in paper.words] == [5, 5]


@given(PAPERS)
def test_spaces_dashes_case_and_misread_letters_do_not_matter(paper: KeyPaper) -> None:
    rows = [
        f"  {row.lower().replace(' ', '-').replace('0', 'o').replace('1', 'l')}\u200b\t"
        for row in paper.rows
    ]
    words = f" {paper.words[0].upper()} - {paper.words[1].title()}"
    assert read(rows, words) == paper


SHAPES = str.maketrans("ABE3KMH0PCTXJS", "АВЕЗКМНОРСТХЈЅ")
KEYS = str.maketrans("ABCDEFGHJKMN0PQRSTVWXYZ", "АБЦДЕФГХЈКМНОПЉРСТВЊЏЅЗ")


@given(PAPERS, st.sampled_from([SHAPES, KEYS]))
def test_cyrillic_letters_of_the_same_shape_or_key_are_read(
    paper: KeyPaper, alphabet: dict[int, int]
) -> None:
    rows = [row.translate(alphabet).lower() for row in paper.rows]
    assert read(rows, " ".join(paper.words).translate(TO_CYRILLIC)) == paper


@given(PAPERS, st.data())
def test_a_slip_is_found_in_its_row(paper: KeyPaper, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, 4))
    row = paper.rows[number - 1].replace(" ", "")
    place = data.draw(st.integers(0, 15))
    other = data.draw(st.sampled_from(codes.SYMBOLS.replace(row[place], "")))
    slip = row[:place] + other + row[place + 1 :]
    try:
        passed = read_row(number, slip)
    except Mistyped as said:
        assert f"Row {number}" in str(said)  # noqa: PT017 — one of 1024 passes, to the words
        return
    rows = [read_row(n, each.replace(" ", "")) for n, each in enumerate(paper.rows, 1)]
    rows[number - 1] = passed
    with pytest.raises(Mistyped, match="words"):
        read_paper(rows, "".join(paper.words))


def test_swapped_symbols_rows_and_papers_are_found() -> None:
    found = 0
    for _ in range(200):
        paper = fresh()
        row = paper.rows[0].replace(" ", "")
        place = random.randrange(13)
        if row[place] == row[place + 1]:
            continue
        swapped = row[:place] + row[place + 1] + row[place] + row[place + 2 :]
        try:
            read_row(1, swapped)
        except Mistyped:
            found += 1
    assert found > 150
    paper, other = fresh(), fresh(2)
    with pytest.raises(Mistyped, match="Row 2"):
        read([paper.rows[0], paper.rows[0], *paper.rows[2:]], " ".join(paper.words))
    with pytest.raises(Mistyped, match="of two papers"):
        read([*paper.rows[:3], other.rows[3]], " ".join(paper.words))


def test_a_wrong_check_word_and_words_in_another_order_are_found() -> None:
    paper = fresh()
    first, second = paper.words
    for words in (f"{second} {first}", first, f"{first} babab", "", f"{first} {second} {first}"):
        with pytest.raises(Mistyped, match="words"):
            read(list(paper.rows), words)


def test_the_words_bind_kind_and_set() -> None:
    paper = fresh()
    others = [
        KeyPaper(2, paper.set_number, paper.secret),
        KeyPaper(1, paper.set_number ^ 1, paper.secret),
    ]
    assert paper.words not in [other.words for other in others]


@pytest.mark.parametrize("typed", ["", "ABCD", "A" * 15, "A" * 17])
def test_a_cut_or_empty_row_is_named(typed: str) -> None:
    with pytest.raises(Mistyped, match=f"Row 3 has {len(typed)} symbols"):
        read_row(3, typed)


def test_a_foreign_symbol_is_found_and_never_repeated() -> None:
    row = fresh().rows[0].replace(" ", "")
    with pytest.raises(Mistyped) as said:
        read_row(1, "Ж" + row[1:])
    assert "Ж" not in str(said.value)
    assert row[1:] not in str(said.value)


def test_a_kind_that_no_paper_has_is_refused() -> None:
    paper = fresh(9)
    with pytest.raises(Mistyped):
        read(list(paper.rows), " ".join(paper.words))


def test_the_secret_does_not_show_where_a_paper_is_shown() -> None:
    paper = fresh()
    assert repr(paper.secret) not in repr(paper)
