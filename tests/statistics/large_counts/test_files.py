"""What is read from a file, and the sentence for each that cannot be read."""

from __future__ import annotations

import pyarrow as pa
import pytest
from pyarrow import parquet

from spona.statistics.large_counts import cells, reading, source
from spona.statistics.large_counts.reading import read_rows
from spona.statistics.large_counts.refused import Refused
from spona.statistics.large_counts.source import look_at
from tests.statistics.large_counts.tables import records, write_csv

MADE = records((3, "f a 1"), (2, "m b 0"), (1, "f b 1"))


def read(path, delimiter=None, columns=()):
    return read_rows(look_at(path, delimiter=delimiter, columns=columns), "duckdb")


def told(rows):
    """As (values, times), in order."""
    return sorted(
        (*(str(rows.values[at][code]) for at, code in enumerate(row)), int(weight))
        for row, weight in zip(rows.codes, rows.weights, strict=True)
    )


EXPECTED = [("f", "a", "1", 3), ("f", "b", "1", 1), ("m", "b", "0", 2)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    assert told(read(write_csv(tmp_path / "a.csv", MADE, delimiter))) == EXPECTED


def test_as_excel_in_serbia_writes_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffПол;Град;Број\r\nженски;Врање;1,5\r\nженски;;1,5\r\n".encode())
    rows = read(path)
    assert list(rows.names) == ["Пол", "Град", "Број"]
    assert told(rows) == [("женски", "None", "1,5", 1), ("женски", "Врање", "1,5", 1)]


def test_parquet_of_any_countable_kind(tmp_path):
    table = pa.table({
        "a": pa.array(["x", None, "x"]).dictionary_encode(), "b": pa.array([1, 2, 1]),
        "c": pa.array([True, None, True]),
    })  # fmt: skip
    parquet.write_table(table, tmp_path / "a.parquet")
    assert told(read(tmp_path / "a.parquet")) == [("None", "2", "None", 1), ("x", "1", "true", 2)]


def test_not_known_is_a_value_of_its_own_and_no_zero(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n0,x\n,x\n"  ",x\n"",x\n(not known),x\n')
    rows = read(path)
    assert rows.values[0] == [None, "0"]
    known = rows.codes[:, 0] == 1
    assert (rows.weights[known].sum(), rows.weights[~known].sum()) == (1, 4)


def test_blanks_around_a_value_are_none_of_it_and_other_spellings_stay_apart(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n 1,x\n1 ,x\n01,x\n1.0,x\none,x\n")
    assert read(path).values[0] == ["01", "1", "1.0", "one"]


def test_a_value_may_hold_delimiters_quotes_and_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"x,y","say ""no"""\n"two\nlines",z\n')
    rows = read(path)
    assert (rows.values[0], rows.values[1]) == (["two\nlines", "x,y"], ['say "no"', "z"])


def test_some_columns_of_many(tmp_path):
    path = write_csv(tmp_path / "a.csv", MADE)
    assert told(read(path, columns=["C", "A"])) == [("0", "m", 2), ("1", "f", 4)]


def test_a_folder_with_a_star_in_its_name(tmp_path):
    (tmp_path / "a*[b]").mkdir()
    (tmp_path / "axb").mkdir()
    write_csv(tmp_path / "axb" / "a.csv", [*MADE, *MADE])
    assert told(read(write_csv(tmp_path / "a*[b]" / "a.csv", MADE))) == EXPECTED


WRONG = {
    "nothing in it": (b"", "is empty"),
    "only blanks": (b" \n\n", "is empty"),
    "names and no row": (b"a,b\n", "names its columns and has no row"),
    "one column": (b"a\nx\ny\n", "--delimiter"),
    "a column twice": (b"a,b,A\nx,y,z\n", "twice: A, a"),
    "a column without a name": (b"a,,c\nx,y,z\n", "Column 2 has no name"),
    "the first row again": (b"a,b\nx,y\na,b\na,b\nz,w\n", "3 times"),
    "a row that is too long": (b"a,b\nx,y\nx,y,z,w\n", "could not be read to its end"),
    "a row that is too short": (b"a,b,c\nx,y,z\nx,y\n", "could not be read to its end"),
    "windows-1250": ("a,b\nžena,š\n".encode("cp1250"), "not in UTF-8"),
    "utf-16": ("a,b\nx,y\n".encode("utf-16"), "not in UTF-8"),
    "something else": (b"a,b\n\0\1\2", "no CSV file and no Parquet"),
    "half a Parquet": (b"PAR1 and then no more", "cannot be read as Parquet"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_has_its_sentence(tmp_path, name):
    content, sentence = WRONG[name]
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=sentence):
        read(path)


def test_faults_of_the_place(tmp_path):
    with pytest.raises(Refused, match="no file"):
        read(tmp_path / "gone.csv")
    with pytest.raises(Refused, match="a folder"):
        read(tmp_path)
    path = write_csv(tmp_path / "a.csv", MADE)
    with pytest.raises(Refused, match=r"no column X\. The file has: A, B, C"):
        read(path, columns=["A", "X"])
    with pytest.raises(Refused, match="A twice"):
        read(path, columns=["A", "A"])
    with pytest.raises(Refused, match=r"With “;” between values, .* has one column only"):
        read(path, delimiter=";")


def test_what_differs_from_row_to_row_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("id,b\n" + "".join(f"{n},x\n" for n in range(1001)))
    with pytest.raises(Refused, match="column id has more than 1,000 values"):
        read(path)
    monkeypatch.setattr(reading, "MOST_CODES", 100)
    with pytest.raises(Refused, match="More than 50 rows differ"):
        read(path)
    table = pa.table({"a": [0.5, 1.5], "b": ["x", "y"]})
    parquet.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(Refused, match="column a holds double"):
        read(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet", columns=["b"]).values == [["x", "y"]]


def test_more_columns_or_combinations_than_can_be_counted(tmp_path, monkeypatch):
    many = [{f"column {at}": "x" for at in range(source.MOST_COLUMNS + 1)}]
    with pytest.raises(Refused, match="at most 64 are counted at once"):
        read(write_csv(tmp_path / "many.csv", many))
    monkeypatch.setattr(cells, "MOST_CELLS", 5)
    with pytest.raises(Refused, match="more than 5 combinations"):
        cells.count(read(write_csv(tmp_path / "a.csv", MADE)), 2)
    monkeypatch.undo()
    monkeypatch.setattr(cells, "MOST_TABLES", 5)
    with pytest.raises(Refused, match="7 tables"):
        cells.count(read(tmp_path / "a.csv"), 2)
