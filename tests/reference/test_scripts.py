import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spona.reference.scripts import cyrillic_address, fold, latin, serbian_key

from .collected import csv_rows, indicators, needs_collected_data

AZBUKA = "абвгдђежзијклљмнњопрстћуфхцчџш"


@pytest.mark.parametrize(
    ("cyrillic", "expected"),
    [
        ("Љубав", "Ljubav"),
        ("ЉУБАВ", "LJUBAV"),
        ("ЖИВОТ У ЉИГУ", "ŽIVOT U LJIGU"),
        ("КРАЉ", "KRALJ"),
        ("Краљ Џем Његош", "Kralj Džem Njegoš"),
        ("ЏЕМ", "DŽEM"),
        ("инјекција, надживети, Танјуг", "injekcija, nadživeti, Tanjug"),
        ("Љ.", "LJ."),
        ("ПЕТРОВИЋ Љ.", "PETROVIĆ LJ."),
        ("Љ. Петровић", "Lj. Petrović"),
        ("Љ. Њ. Петровић", "Lj. Nj. Petrović"),
        ("Stav+ и Став+", "Stav+ i Stav+"),
        ("", ""),
    ],
)
def test_latin_is_exact(cyrillic, expected):
    assert latin(cyrillic) == expected


def test_addresses_and_latin_text_stay_as_they_are():
    text = "natco@mup.gov.rs https://centarzztlj.rs/а?x=Љ www.мтс.срб R-7K3M-Q2 %(broj)s <b>Nj</b>"
    assert latin(text) == text


def test_an_address_inside_a_sentence_is_left_alone():
    assert latin("Пишите на центар@пример.срб, одмах") == "Pišite na центар@пример.срб, odmah"


@given(st.text(alphabet=AZBUKA + AZBUKA.upper() + " .,-"))
def test_no_serbian_letter_is_left_behind(text):
    assert not set(latin(text)) & set(AZBUKA + AZBUKA.upper())


@given(st.text(alphabet=AZBUKA + " "))
def test_capitals_and_small_letters_agree(text):
    assert latin(text.upper()).lower() == latin(text)


@needs_collected_data
def test_all_collected_terms_read_the_same_in_latin():
    rows = csv_rows("terms.csv")
    assert len(rows) == 164
    assert [r["key"] for r in rows if latin(r["sr_cyrl"]) != r["sr_latn"]] == []


@needs_collected_data
def test_all_collected_indicators_read_the_same_in_latin():
    rows = indicators()
    assert len(rows) == 180
    assert [r["id"] for r in rows if latin(r["sr_cyrl"]) != r["sr_latn"]] == []
    assert [r["id"] for r in rows if latin(r["group_sr_cyrl"]) != r["group_sr_latn"]] == []


@needs_collected_data
def test_all_collected_institutions_and_towns_read_the_same_in_latin():
    institutions, towns = csv_rows("institutions.csv"), csv_rows("towns.csv")
    assert (len(institutions), len(towns)) == (105, 7)
    pairs = [(r["name_sr_cyrl"], r["name_sr_latn"]) for r in institutions]
    for column in ("name_sr", "genitive_sr", "locative_sr", "district_sr"):
        pairs += [(r[f"{column}_cyrl"], r[f"{column}_latn"]) for r in towns]
    assert [pair for pair in pairs if latin(pair[0]) != pair[1]] == []


@needs_collected_data
def test_both_scripts_of_everything_collected_are_found_by_one_key():
    pairs = [(r["sr_cyrl"], r["sr_latn"]) for r in [*csv_rows("terms.csv"), *indicators()]]
    pairs += [(r["name_sr_cyrl"], r["name_sr_latn"]) for r in csv_rows("institutions.csv")]
    assert [pair for pair in pairs if fold(pair[0]) != fold(pair[1])] == []


@pytest.mark.parametrize(
    "same",
    [
        ["Niš", "Nis", "Ниш", "  НИШ "],
        ["Đorđević", "Djordjevic", "Ђорђевић", "Dordevic", "ЂОРЂЕВИЋ", "DJORDJEVIĆ"],
        ["Szávaszentdemeter", "szavaszentdemeter"],
        ["Újvidék, Győr, Fűzfő", "ujvidek gyor fuzfo"],
        ["„Свети Сава” Ниш", "Sveti Sava Nis", '"sveti sava", Niš'],
        ["Џеп", "Džep", "dzep"],
        ["Љубав", "Ljubav", "LJUBAV"],
        ["Ќустендил", "Kustendil"],
        ["Gëzim Çela", "gezim cela"],
    ],
)
def test_all_ways_to_write_it_meet(same):
    assert len({fold(text) for text in same}) == 1


def test_different_words_stay_different():
    assert fold("Ниш") != fold("Нови Сад")
    assert fold("Šabac") != fold("Čačak")


@given(st.text(alphabet=AZBUKA + "šđčćž ŠĐ„”dj"))
@example("djј")
def test_folding_twice_is_folding_once_up_to_the_joined_dj(text):
    once = fold(text)
    assert once == once.lower()
    assert "dj" not in once
    assert fold(once) == once


@given(st.text(alphabet=AZBUKA + " "), st.text(alphabet=AZBUKA))
def test_what_begins_alike_is_found_while_typing(beginning, rest):
    typed = fold(beginning)
    assert fold(beginning + rest).startswith(typed)


def in_order(words, key):
    backwards = words[::-1]
    backwards.sort(key=key)
    return backwards


def test_latin_sorts_by_the_abeceda():
    words = ["cvet", "čas", "ćup", "dan", "dunja", "džep", "đak", "lopta", "luk", "ljubav"]
    words += ["nota", "nula", "njiva", "sat", "šal", "zec", "žaba"]
    assert in_order(words, serbian_key) == words


def test_cyrillic_sorts_by_the_azbuka():
    words = ["авион", "ваза", "град", "деда", "ђак", "жаба", "зец", "јаје", "љубав", "његош", "шал"]
    assert in_order(words, serbian_key) == words


def test_cyrillic_shown_in_latin_sorts_by_the_abeceda_and_knows_injekcija():
    words = ["инат", "инјекција", "инсект", "ињац"]
    assert in_order(words, lambda word: serbian_key(word, in_latin=True)) == words


def test_towns_sort_with_spaces_first_and_case_aside():
    towns = ["Kragujevac", "Kraljevo", "Niš", "Novi Sad", "novi sad", "Sremska", "Subotica"]
    assert in_order(towns, serbian_key) == towns


@pytest.mark.parametrize(("latin_address", "shown"), [
    ("Bulevar Mihajla Pupina 2, Beograd", "Булевар Михајла Пупина 2, Београд"),
    ("Kralja Petra I 12a, Njegoševa bb, LJIG", "Краља Петра I 12а, Његошева бб, ЉИГ"),
    ("Đorđa Čvarkova 3/II, Džigolj", "Ђорђа Чваркова 3/II, Џигољ"),
    ("Lux 4", "Lux 4"),
    ("Симина 19", "Симина 19"),
])  # fmt: skip
def test_an_address_in_cyrillic(latin_address, shown):
    assert cyrillic_address(latin_address) == shown


def test_digits_and_neighbours_letters_have_their_places():
    words = ["1. maj", "2. maj", "Áron", "arpad", "Őr", "quo", "rok", "wc", "zona", "ајвар"]
    assert in_order(words, serbian_key) == words
