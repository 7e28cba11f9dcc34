"""Reads a PDF in a process of its own, under limits: a file made to hang or to swell harms nobody.

Run by `pdf.py` as a script: bytes come in, one JSON comes out, nothing else is opened. Arguments:
how many pages to read and how many letters to keep; 0 pages only asks what it is.
"""

import contextlib
import json
import logging
import resource
import sys
from io import BytesIO

SECONDS = 20
BYTES = 768 * 1024 * 1024


def read(content: bytes, most_pages: int, most_letters: int) -> dict[str, object]:
    """`state`: ok, encrypted or broken; `pages`; `texts` of the first pages; `whole`."""
    from pypdf import PdfReader

    # Whatever a broken file makes the reader stumble over, it is broken.
    with contextlib.suppress(Exception):
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            return {"state": "encrypted"}
        pages = len(reader.pages)
        texts: list[str] = []
        left = most_letters
        for number in range(min(most_pages, pages)):
            text = ""
            # One page that cannot be read takes no other one with it.
            with contextlib.suppress(Exception):
                text = reader.pages[number].extract_text()[:left]
            texts.append(text)
            left -= len(text)
        whole = pages <= most_pages and left > 0
        if pages:
            return {"state": "ok", "pages": pages, "texts": texts, "whole": whole}
    return {"state": "broken"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)
    found = read(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
