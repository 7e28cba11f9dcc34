"""Which sound files are taken: by their first bytes, whatever the browser says."""

from __future__ import annotations

from typing import Final

_OGG: Final = b"OggS"
_CODECS: Final = (b"OpusHead", b"\x01vorbis")
_ID3: Final = b"ID3"


def sound_type(content: bytes) -> str:
    """`audio/ogg`, `audio/mpeg`, or empty where it is neither."""
    if content.startswith(_OGG):
        # The first page of an Ogg names its codec; a film begins with another one.
        return "audio/ogg" if any(one in content[:200] for one in _CODECS) else ""
    return "audio/mpeg" if _is_frame(without_tags(content)) else ""


def without_tags(content: bytes) -> bytes:
    """An MP3 without what a program wrote around the sound: names, dates, pictures."""
    if content.startswith(_ID3) and len(content) > 10:
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        content = content[10 + size :]
    return content[:-128] if content[-128:-125] == b"TAG" else content


def _is_frame(content: bytes) -> bool:
    """Eleven bits set, MPEG layer III, a rate of bits and of samples that exist."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return False
    version, layer = content[1] >> 3 & 3, content[1] >> 1 & 3
    rate, samples = content[2] >> 4, content[2] >> 2 & 3
    return version != 1 and layer == 1 and 0 < rate < 15 and samples != 3
