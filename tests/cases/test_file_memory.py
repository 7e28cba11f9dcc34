"""A file of 100 MB goes in and out of a served process within 64 MB of its memory."""

import hashlib
import random
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.harness.browser import Browser

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/vault",
    "src/spona/crypto",
    "src/spona/middleware",
    "src/spona/cli/serve/granian_server.py",
    "src/spona/cases/casefile",
    "tests/harness/browser.py",
)

MIB = 1024 * 1024
SIZE = 100 * MIB
AT_MOST = 64 * MIB
_BLOCK = random.Random(7).randbytes(MIB)


def descendants(pid: int) -> set[int]:
    """The process and everything it started, from /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += children.get(one, [])
    return found


def peaks(pids: set[int]) -> dict[int, int]:
    """Bytes of memory that each process held at most since `forget`."""
    found = {}
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                found[pid] = int(line.split()[1]) * 1024
    return found


def forget(pids: set[int]) -> None:
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def sent(browser: Browser, path: str, fields: dict[str, str], blocks: int) -> int:
    """POST a form with a file made as it goes, so that this process holds none of it."""
    mark = "----prove"
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (fields | {"text": "Snimak"}).items()
        if name != "whole"
    )
    head += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n'
        "Content-Type: video/mp4\r\n\r\n"
    )
    tail = (
        f'\r\n--{mark}\r\nContent-Disposition: form-data; name="whole"\r\n\r\n1\r\n--{mark}--\r\n'
    )
    before, after = head.encode(), tail.encode()
    connection = HTTPConnection(browser.host, timeout=300)
    with closing(connection):
        connection.putrequest("POST", path)
        for name, value in {
            "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items()),
            "Content-Type": f"multipart/form-data; boundary={mark}",
            "Content-Length": str(len(before) + blocks * MIB + len(after)),
            "Origin": f"http://{browser.host}",
            "Sec-Fetch-Site": "same-origin",
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(before)
        for _ in range(blocks):
            connection.send(_BLOCK)
        connection.send(after)
        return connection.getresponse().status


def fetched(browser: Browser, path: str) -> tuple[str, int]:
    """SHA-256 and length of what came, read piece by piece."""
    connection, digest, length = HTTPConnection(browser.host, timeout=300), hashlib.sha256(), 0
    with closing(connection):
        cookies = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
        connection.request("GET", path, headers={"Cookie": cookies})
        answer = connection.getresponse()
        assert answer.status == 200
        while piece := answer.read(MIB):
            digest.update(piece)
            length += len(piece)
    return digest.hexdigest(), length


def links(page: str, part: str) -> list[str]:
    """Addresses below `part`; that of all of them ends with it."""
    found = [one.split('"')[0] for one in page.split('href="')[1:]]
    return [one for one in found if part in one and not one.endswith(part)]


@pytest.mark.prove
def test_a_hundred_megabytes_in_and_out_stay_within_64_of_memory(served):
    browser = Browser(served).sign_in("bea.csr")
    begun = browser.get("/cases/new/")
    said = {"age": "adult", "safe": "yes", "own_words": "Proba."}
    network = begun.text.partition('name="network"')[2].partition('value="')[2].partition('"')[0]
    file = browser.post("/cases/new/", begun.fields() | said | {"network": network})
    assert file.status == 302, file.text[:2000]
    path = file.headers["Location"]

    form = browser.get(f"{path}attach/").fields()
    # Once small, so that everything that is loaded only once is there.
    assert sent(browser, f"{path}attach/", form, 1) == 302
    (small,) = links(browser.get(f"{path}attached/").text, "/attached/")
    fetched(browser, small)

    pids = descendants(served.process.pid)
    form = browser.get(f"{path}attach/").fields()
    forget(pids)
    before = peaks(pids)
    # The form around the file has its own room; the file itself is the largest that is taken.
    assert sent(browser, f"{path}attach/", form, SIZE // MIB) == 302
    (large,) = set(links(browser.get(f"{path}attached/").text, "/attached/")) - {small}
    digest, length = fetched(browser, large)
    after = peaks(pids)

    assert length == SIZE
    assert digest == hashlib.sha256(_BLOCK * (SIZE // MIB)).hexdigest()
    grown = {pid: after[pid] - before[pid] for pid in pids}
    assert max(grown.values()) < AT_MOST, grown
