import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from spona.reference.models import Code, Town
from spona.reference.words import Words, WordsField, is_cyrillic

TOWN = Words({"sr": "Суботица", "en": "Subotica", "hu": "Szabadka"})


def test_each_language_gets_its_text_and_latin_is_derived():
    assert TOWN.in_language("sr") == "Суботица"
    assert TOWN.in_language("sr-latn") == "Subotica"
    assert TOWN.in_language("sr-Latn") == "Subotica"
    assert TOWN.in_language("hu") == "Szabadka"
    assert not TOWN.missing_in("hu")


def test_a_missing_language_falls_back_and_says_so():
    only_serbian = Words({"sr": "Ниш"})
    assert only_serbian.in_language("en") == "Niš"
    assert only_serbian.missing_in("en")
    assert only_serbian.shown_in("en") == "sr-latn"
    only_english = Words({"en": "Police", "sr": ""})
    assert only_english.in_language("sr") == "Police"
    assert only_english.shown_in("sr-latn") == "en"
    assert only_english.missing_in("sr-latn")
    assert Words({"hu": "Szabadka"}).in_language("sr") == "Szabadka"


def test_no_words_at_all_are_an_empty_text():
    assert Words().in_language("sr") == ""
    assert Words().missing_in("sr")


@pytest.mark.parametrize(
    ("language", "text"), [("sr", "Суботица"), ("sr-latn", "Subotica"), ("hu", "Szabadka")]
)
def test_as_text_it_speaks_the_active_language(language, text):
    with override(language):
        assert str(TOWN) == f"{TOWN}" == text
    with override(None):
        assert str(TOWN) == "Суботица"


def test_a_plain_dict_becomes_words_when_it_is_assigned():
    town = Town(words={"sr": "Ниш"})
    assert town.words.in_language("sr-latn") == "Niš"
    with pytest.raises(TypeError, match="a text per language"):
        Town(words={"sr": 3})


def test_serbian_typed_in_latin_is_refused():
    field = WordsField()
    with pytest.raises(ValidationError, match="Cyrillic"):
        field.clean({"sr": "Niš", "en": "Niš"}, None)
    with pytest.raises(ValidationError, match="Unknown language: de"):
        field.clean({"sr": "Ниш", "de": "Nisch"}, None)
    assert field.clean({"sr": "Ниш"}, None) == {"sr": "Ниш"}
    assert is_cyrillic("ЕУ 24/7")
    assert is_cyrillic("24/7")
    assert not is_cyrillic("EU")


def test_the_search_key_holds_every_language_once():
    assert TOWN.search_key() == "subotica szabadka"


@pytest.mark.django_db
def test_words_survive_the_database():
    Code.objects.create(
        list="x", code="y", words={"sr": "Ниш", "en": "Niš"}, source="s", certainty="draft"
    )
    stored = Code.objects.get(words__sr="Ниш")
    assert isinstance(stored.words, Words)
    assert Code.objects.values_list("words__en", flat=True).get() == "Niš"
    assert Code.objects.only("code").get().words.in_language("sr-latn") == "Niš"
