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
    found: list[bytes] = []
    # One loop without further calls: a page checks the tags of some hundred rows.
    for part in parts:
        match part:
            case str():
                letter, payload = b"s", part.encode()
            case UUID():
                letter, payload = b"u", part.bytes
            case None:
                letter, payload = b"n", b""
            case bytes():
                letter, payload = b"b", part
            case int() if not isinstance(part, bool):
                letter, payload = b"i", b"%d" % part
            case _:
                raise TypeError(f"canonical() takes no {type(part).__name__}")
        found += (letter, len(payload).to_bytes(8), payload)
    return b"".join(found)
