"""An official list as people save it from a spreadsheet; whatever is strange is a sentence."""

import json

import pytest

from spona.reference.importing.signs_file import SignsFileError, read_signs_file

CSV = (
    "code;group_sr;group_en;sr;en;exploitation;age\n"
    "of-1;Понашање;Behaviour;Нагло изостаје;Suddenly absent;;child\n"
    "of-2;Понашање;Behaviour;Нова пратња;New company;labour;\n"
)


def read(data):
    return read_signs_file(data, source="листа", certainty="confirmed_in_source")


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.replace(";", ",").encode(),
        CSV.replace("\n", "\r\n").encode(),
        json.dumps(
            [
                dict(zip(CSV.splitlines()[0].split(";"), line.split(";"), strict=True))
                for line in CSV.splitlines()[1:]
            ]
        ).encode(),
    ],
    ids=["semicolons", "with a mark", "commas", "of Windows", "JSON"],
)
def test_the_same_list_is_read_however_it_was_saved(data):
    first, second = read(data)
    assert first == {
        "code": "of-1",
        "group": {"sr": "Понашање", "en": "Behaviour"},
        "words": {"sr": "Нагло изостаје", "en": "Suddenly absent"},
        "exploitation": "any",
        "age": "child",
        "source": "листа",
        "certainty": "confirmed_in_source",
    }
    assert (second["exploitation"], second["age"]) == ("labour", "any")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"code;group_sr\nof-1;x\n", "columns are missing: sr"),
        (b"", "columns are missing"),
        (CSV.replace("of-2", "of-1").encode(), "Line 3: the code stands in the file twice"),
        (CSV.replace("Понашање", "Ponašanje").encode(), "Line 2: Serbian is written in Cyrillic"),
        (CSV.replace(";child", ";baby").encode(), "Line 2: the age is one of"),
        (CSV.replace(";labour", ";work").encode(), "Line 3: the kind is one of"),
        (CSV.replace("of-1", "Of 1").encode(), "Line 2: the code is a short name"),
        (CSV.replace("Нагло изостаје", "").encode(), "Line 2: the sign or its group is empty"),
        (CSV.encode("utf-16"), "Save the file as UTF-8"),
        (b"[1, 2]", "list of objects"),
        (b"[{", "begins like JSON"),
        (b"[" * 100_000, "begins like JSON"),
        (b'code;group_sr;sr\n"of', "cannot be read"),
        (b"\x00" * 100, "columns are missing"),
        (b"x" * 1_500_000, "larger than 1 MB"),
    ],
    ids=range(15),
)
def test_a_strange_file_is_a_sentence(data, sentence):
    with pytest.raises(SignsFileError, match=sentence):
        read(data)


def test_a_list_without_signs_is_empty():
    assert read(b"code;group_sr;sr\n") == []


def test_a_file_full_of_mistakes_lists_twenty_of_them():
    lines = "code;group_sr;sr\n" + "X;x;x\n" * 500
    with pytest.raises(SignsFileError) as refusal:
        read(lines.encode())
    assert len(refusal.value.sentences) == 20
