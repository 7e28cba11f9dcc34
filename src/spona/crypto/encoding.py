"""One way to turn named facts into bytes, for AAD, HPKE info and MAC input."""

from uuid import UUID

type Part = str | bytes | int | UUID | None


def canonical(*parts: Part) -> bytes:
    """Encode the parts so that different lists of parts never give equal bytes.

    Each part is one type letter, its length in 8 bytes (big-endian) and its
    bytes: text as UTF-8, whole numbers in decimal, a UUID as its 16 bytes,
    None as nothing. Text is taken as it is, not normalised.

    Raises TypeError for any other type; bool too, because True and 1 would be
    the same number to Python and two things to a reader.
    """
    return b"".join(_encode(part) for part in parts)


def _encode(part: Part) -> bytes:
    letter, payload = _typed(part)
    return letter + len(payload).to_bytes(8) + payload


def _typed(part: Part) -> tuple[bytes, bytes]:
    match part:
        case bool():
            pass
        case None:
            return b"n", b""
        case str():
            return b"s", part.encode()
        case bytes():
            return b"b", part
        case int():
            return b"i", b"%d" % part
        case UUID():
            return b"u", part.bytes
    raise TypeError(f"canonical() takes no {type(part).__name__}")
