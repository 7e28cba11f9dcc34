"""A photo without what the camera wrote into it: place, day, device, name, thumbnail.

Nothing is written to disk here, and no more than one photo is in memory in clear.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from spona.access.denied import Denied

if TYPE_CHECKING:
    from PIL.Image import Image

# By their first bytes, whatever the name says.
_TAKEN: Final = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
# Pictures that carry a place and that are not encoded anew: TIFF and what cameras make of it, GIF,
# JPEG XL. HEIC and AVIF are told by their brand.
_OTHER: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF8", b"\xff\x0a", b"\0\0\0\x0cJXL ")
_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
)
LARGEST: Final = 40 * 1024 * 1024
_MOST_PIXELS: Final = 40_000_000
_SAVED: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 92},
}
_one_at_a_time: Final = Lock()


def is_photo(start: bytes) -> bool:
    """Whether a file that begins so is a picture that a camera may have written into."""
    return bool(_format(start)) or start.startswith(_OTHER) or _is_heic(start)


def without_metadata(size: int, read: Callable[[], bytes], start: bytes) -> bytes:
    """The photo encoded anew, upright. `read` gives all of it, once it is known to be small enough.

    Denied, with a sentence for whoever sent it, where that cannot be done.
    """
    kind = _format(start)
    if not kind:
        raise Denied(
            _(
                "The place and the day cannot be taken out of this kind of picture (such as HEIC). "
                "Send it as JPEG or PNG, or tick that it is evidence and stays as it is."
            )
        )
    if size > LARGEST:
        raise _too_large()
    with _one_at_a_time:
        return _encoded(read(), kind)


def _format(start: bytes) -> str:
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for magic, kind in _TAKEN.items() if start.startswith(magic)), "")


def _is_heic(start: bytes) -> bool:
    return start[4:8] == b"ftyp" and start[8:12] in _BRANDS


def _encoded(content: bytes, kind: str) -> bytes:
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    from PIL import ImageOps, UnidentifiedImageError
    from PIL.Image import DecompressionBombError
    from PIL.Image import open as open_picture

    broken = (UnidentifiedImageError, OSError, ValueError, SyntaxError,
              EOFError)  # fmt: skip
    try:
        with open_picture(io.BytesIO(content), formats=(kind,)) as opened:
            _check_size(opened, kind)
            upright = ImageOps.exif_transpose(opened)
    except DecompressionBombError as error:
        raise _too_large() from error
    except broken as error:
        raise Denied(
            _(
                "This picture cannot be opened. Save it anew as JPEG or PNG, or tick that it is "
                "evidence and stays as it is."
            )
        ) from error
    # A palette's see-through colour is part of the picture; the rest that was beside it is not.
    seen = upright.info.get("transparency")
    upright.info.clear()
    if upright.mode == "P":
        seen = _forget_unused(upright, seen)
    more = _SAVED[kind] | ({"transparency": seen} if kind == "PNG" and seen is not None else {})
    into = io.BytesIO()
    upright.save(into, kind, **more)
    return into.getvalue()


def _forget_unused(picture: Image, seen: Any) -> Any:
    """Empty the colours of the palette that no point has: words may be written there.

    Returns how much is seen through each colour, emptied alike.
    """
    used = [count > 0 for count in picture.histogram()]
    colours = picture.getpalette("RGB") or []
    picture.putpalette([value if used[at // 3] else 0 for at, value in enumerate(colours)], "RGB")
    if not isinstance(seen, bytes):
        return seen
    return bytes(value if used[at] else 0 for at, value in enumerate(seen[: len(used)]))


def _check_size(opened: Image, kind: str) -> None:
    if kind != "JPEG" and getattr(opened, "n_frames", 1) > 1:
        raise Denied(
            _(
                "The place and the day cannot be taken out of a moving picture. Send single "
                "pictures."
            )
        )
    width, height = opened.size
    if kind == "JPEG":
        # A phone of 200 megapixels: decoded at a half or a quarter, which shows as much.
        for part in (1, 2, 4, 8):
            if width * height <= _MOST_PIXELS * part * part:
                if part > 1:
                    opened.draft(opened.mode, (width // part, height // part))
                return
    if width * height > _MOST_PIXELS:
        raise _too_large()


def _too_large() -> Denied:
    return Denied(
        _("This picture is too large to take the place and the day out of it. Make it smaller, or "
          "tick that it is evidence and stays as it is.")
    )  # fmt: skip
