"""From a file of any size to its distinct rows with how often each is there.

The expression is written once, with Ibis; DuckDB computes it in this process, or Spark on the
machines that it has. What comes back is as long as there are distinct rows, and is read piece by
piece.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spona.statistics.large_counts.refused import Refused
from spona.statistics.large_counts.source import Source

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

WEIGHT: Final = "weight"
_MEMORY: Final = "1GB"
_PIECE: Final = 100_000
# A name of the file may be anything; an engine only meets these.
_NAME: Final = "c{}"

type Batches = Iterator["pa.RecordBatch"]


def collapsed(table: ibis.Table, source: Source, at_most: int) -> ibis.Table:
    """The distinct rows of the columns to count; one more than `at_most` where it is too many."""
    names = [_NAME.format(at) for at in source.places]
    text = table.select(**{name: table[name].cast("string") for name in names})
    return text.group_by(names).aggregate(**{WEIGHT: text.count()}).limit(at_most + 1)


@contextmanager
def duckdb(source: Source, at_most: int, master: str) -> Iterator[Batches]:
    """In this process; what does not fit into memory goes to a folder that is removed."""
    import duckdb as library
    import ibis
    import pyarrow as pa

    with tempfile.TemporaryDirectory(prefix="spona-count-") as folder:
        engine = ibis.duckdb.connect(memory_limit=_MEMORY, temp_directory=folder)
        try:
            asked = engine.compile(collapsed(_duckdb_table(engine, source), source, at_most))
            # Ibis 12 asks DuckDB 2 for its batches by a name that is gone.
            yield iter(engine.con.sql(asked).to_arrow_reader(_PIECE))
        except (library.Error, pa.ArrowException, OSError) as error:
            raise Refused(_said(source, str(error))) from None
        finally:
            engine.disconnect()


def _duckdb_table(engine: Any, source: Source) -> ibis.Table:
    names = [_NAME.format(at) for at in range(len(source.header))]
    # A star in the name of a folder is no wish for many files.
    path = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(source.path))
    if source.delimiter is None:
        table = engine.read_parquet(path)
        return table.rename(dict(zip(names, table.columns, strict=True)))
    return engine.read_csv(
        path, columns=dict.fromkeys(names, "string"), auto_detect=False, header=True,
        delim=source.delimiter, quote='"', escape='"', strict_mode=True,
    )  # fmt: skip


@contextmanager
def spark(source: Source, at_most: int, master: str) -> Iterator[Batches]:
    import ibis
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # Nothing listens for anybody but this machine, unless a cluster is named.
    begun = SparkSession.builder.master(master).appName("spona count")
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
                "spark.log.level": "ERROR", "spark.sql.shuffle.partitions": "16"}  # fmt: skip
    if master.startswith("local"):
        settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    for name, value in settings.items():
        begun = begun.config(name, value)
    try:
        session = begun.getOrCreate()
        try:
            engine = ibis.pyspark.connect(session)
            asked = collapsed(_spark_table(engine, source), source, at_most)
            yield iter(engine.to_pyarrow_batches(asked, chunk_size=_PIECE))
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        raise Refused(_said(source, str(error))) from None


def _spark_table(engine: Any, source: Source) -> ibis.Table:
    names = [_NAME.format(at) for at in range(len(source.header))]
    path = Path(source.path).resolve().as_uri()
    if source.delimiter is None:
        table = engine.read_parquet(path)
        return table.rename(dict(zip(names, table.columns, strict=True)))
    return engine.read_csv(
        path, schema=", ".join(f"{name} STRING" for name in names), inferSchema=False,
        header=True, enforceSchema=True, sep=source.delimiter, quote='"', escape='"',
        mode="FAILFAST", multiLine=True,
    )  # fmt: skip


def _said(source: Source, error: str) -> str:
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    told = " ".join(lines[:3])[:400]
    between = (
        f" Is “{source.delimiter}” what stands between the values?" if source.delimiter else ""
    )
    return f"{source.path} could not be read to its end: {told}{between}"


ENGINES: Final[dict[str, Callable[[Source, int, str], Any]]] = {"duckdb": duckdb, "spark": spark}
_NEEDS: Final = {
    "duckdb": ("numpy", "pyarrow", "ibis", "duckdb"),
    "spark": ("numpy", "pyarrow", "ibis", "pyspark", "pandas"),
}


def missing(engine: str) -> list[str]:
    """Names of what an engine needs and is not here, Java among them."""
    found = [name for name in _NEEDS[engine] if find_spec(name) is None]
    if engine == "spark" and not java():
        found.append("java")
    return found


def java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java") or (home and (Path(home) / "bin" / "java").exists()))
