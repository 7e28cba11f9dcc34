"""A screenshot with at most 256 colours: half the size, and nobody sees it."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

type Colour = bytes
_HEAD = b"\x89PNG\r\n\x1a\n"


def small(png: bytes) -> bytes:
    """The same picture with a palette. Takes what Chromium makes: 8 bits, no interlace."""
    width, height, rows = _decoded(png)
    pixels = [[row[at : at + 3] for at in range(0, len(row), 3)] for row in rows]
    palette, place = _palette(Counter(colour for row in pixels for colour in row))
    body = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join(
        (
            _HEAD,
            _chunk(b"IHDR", head),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", zlib.compress(body, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(seen: Counter[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """The most frequent colours, and for each other one the nearest of them."""
    palette = [colour for colour, _ in seen.most_common(256)]
    place = {colour: number for number, colour in enumerate(palette)}
    for colour in seen.keys() - place.keys():
        r, g, b = colour
        place[colour] = min(
            range(len(palette)),
            key=lambda n: (
                (palette[n][0] - r) ** 2 + (palette[n][1] - g) ** 2 + (palette[n][2] - b) ** 2
            ),
        )
    return palette, place


def _decoded(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows as three bytes a pixel."""
    chunks = list(_chunks(png))
    width, height, depth, kind, _, _, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    assert (depth, interlace) == (8, 0)
    step = {2: 3, 6: 4}[kind]
    raw = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    length, above, rows = width * step, bytearray(width * step), []
    for number in range(height):
        start = number * (length + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + length]), above, step)
        rows.append(bytes(above) if step == 3 else _opaque(above))
    return width, height, rows


def _opaque(row: bytearray) -> bytes:
    """Without the fourth byte of each pixel."""
    out = bytearray(len(row) // 4 * 3)
    for part in range(3):
        out[part::3] = row[part::4]
    return bytes(out)


def _unfiltered(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """One row as it was before PNG's filter; see section 9 of its specification."""
    for at in range(len(line) if kind else 0):
        left = line[at - step] if at >= step else 0
        up = above[at]
        if kind == 1:
            add = left
        elif kind == 2:
            add = up
        elif kind == 3:
            add = (left + up) // 2
        else:
            add = _paeth(left, up, above[at - step] if at >= step else 0)
        line[at] = (line[at] + add) & 255
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up = abs(up - corner), abs(left - corner)
    to_corner = abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_HEAD)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
