"""What lies in the repository: own text and code only, and nothing of the machine it was made on."""

import re
from pathlib import Path

import pytest

from tests.architecture.code import ROOT, tracked

TEXT = {".py", ".md", ".txt", ".toml", ".json", ".html", ".js", ".css", ".po", ".cfg", ".yml",
        ".yaml", ".sh", ".csv", ".conf", ".service", ""}  # fmt: skip
FOREIGN = re.compile(
    r"(^|/)(node_modules|vendor|third_party|dist|staticfiles|assets|\.venv|var)/|"
    r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl|tar\.gz|zip|jar|map)$|"
    r"(^|/)(jquery|htmx|tabler|bootstrap|alpine)[^/]*\.(js|css)$"
)
MACHINE = re.compile(r"/(home|root|work|farm|Users)/[a-z]|[A-Z]:\\\\Users|/tmp/(brief|bash_)")
SELF = "tests/architecture/test_repository.py"


def texts():
    for name in tracked():
        path = ROOT / name
        if path.suffix in TEXT and path.is_file() and name != SELF:
            yield name, path.read_text(errors="replace")


def test_no_file_of_somebody_else_is_committed():
    assert [name for name in tracked() if FOREIGN.search(name)] == []


def test_no_path_of_a_machine_stands_in_a_file():
    found = [
        f"{name}: {match[0]}" for name, text in texts() for match in [MACHINE.search(text)] if match
    ]
    assert found == []


@pytest.mark.parametrize("name", ["package-lock.json", "package.json"])
def test_the_npm_lock_names_no_registry(name):
    text = (ROOT / name).read_text()
    # "funding" names the authors' pages, which no client asks for packages.
    text = re.sub(r'"funding": \{[^}]*\}', "", text)
    assert not re.search(r'https?://|"resolved"', text)


def test_the_requirement_files_are_hashed_and_name_no_registry():
    files = sorted((ROOT / "requirements").glob("*.txt"))
    assert files
    for path in files:
        text = path.read_text()
        assert not re.search(r"https?://|--index-url|--extra-index|--find-links", text), path.name
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.MULTILINE)
        hashed = re.findall(
            r"^[A-Za-z0-9_.\[\]-]+==[^\n]*(?:\\\n[^\n]*)*--hash=sha256:", text, re.MULTILINE
        )
        assert len(pinned) == len(hashed), path.name


def test_file_names_are_neutral():
    from tests.architecture.test_words import TELLING

    assert [name for name in tracked() if TELLING.search(name)] == []


def test_no_secret_lies_in_the_repository():
    key = re.compile(r"BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{40}")
    assert [name for name, text in texts() if key.search(text)] == []


def test_a_test_reads_the_shared_folder_only_with_its_reason_to_skip():
    bad = []
    for name, text in texts():
        if (
            name.startswith("src/")
            and Path(name).suffix == ".py"
            and re.search(r"\.\./shared", text)
        ):
            bad.append(name)
    # `import` takes a folder from the command line; nothing else knows of ../shared.
    assert [name for name in bad if "import" not in name] == []
