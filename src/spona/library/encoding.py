"""A picture encoded anew: nothing of the file that was uploaded is kept but what one sees."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from spona.access.denied import Denied

if TYPE_CHECKING:
    from PIL.Image import Image

# Widths in pixels, and how many bytes each may have: public pages are read on old telephones.
_WIDTHS: Final = ((480, 24_000), (1200, 140_000))
_MOST_PIXELS: Final = 40_000_000
_LEAST: Final = 200
# No JPEG is longer on a side.
_LONGEST: Final = 20_000
_QUALITIES: Final = (82, 74, 66, 58, 50, 42, 34, 26)


@dataclass(frozen=True, slots=True)
class Encoded:
    """One width, a progressive JPEG."""

    width: int
    height: int
    content: bytes = field(repr=False)


def encode(content: bytes) -> list[Encoded]:
    """The picture in one or two widths, the smallest first; never larger than it was.

    JPEG, PNG and WebP are taken, by what they are and not by their name. Denied, with a sentence
    for the editor, for what is none, is broken, tiny or enormous. What a camera wrote beside the
    picture (place, day, name) is not carried over; only how it has to be turned is applied.
    """
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    from PIL import ImageOps, UnidentifiedImageError
    from PIL.Image import DecompressionBombError
    from PIL.Image import open as open_picture

    try:
        opened = open_picture(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    except UnidentifiedImageError as error:
        raise Denied(_("This is no picture. Choose a JPEG, PNG or WebP.")) from error
    except (OSError, ValueError, SyntaxError, DecompressionBombError) as error:
        raise Denied(_("This picture cannot be opened. Save it anew as JPEG or PNG.")) from error
    with opened:
        if opened.width * opened.height > _MOST_PIXELS or max(opened.size) > _LONGEST:
            raise Denied(_("This picture is too large. Make it smaller first: 40 megapixels at "
                           "most."))  # fmt: skip
        if min(opened.size) < _LEAST:
            raise Denied(_("This picture is too small: 200 pixels on each side at least."))
        try:
            upright = ImageOps.exif_transpose(opened)
            flat = _flat(upright)
            # Pillow carries comments and profiles from one picture to the next.
            flat.info.clear()
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Denied(
                _("This picture cannot be opened. Save it anew as JPEG or PNG.")
            ) from error
    return [_one(flat, width, most) for width, most in _wanted(flat.width)]


def _wanted(width: int) -> list[tuple[int, int]]:
    """A narrow picture gets one width, its own."""
    fitting = [(one, most) for one, most in _WIDTHS if one <= width]
    if not fitting:
        return [(width, _WIDTHS[0][1])]
    larger = next((most for one, most in _WIDTHS if one > width), 0)
    return [*fitting, (width, larger)] if larger and width > fitting[-1][0] else fitting


def _flat(picture: Image) -> Image:
    """Red, green and blue; where one could see through, white."""
    from PIL.Image import new

    if picture.mode.startswith("I"):
        # Sixteen bits of grey.
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _one(picture: Image, width: int, most: int) -> Encoded:
    from PIL.Image import Resampling

    height = max(1, round(picture.height * width / picture.width))
    made = picture.resize((width, height), Resampling.LANCZOS)
    content = b""
    for quality in _QUALITIES:
        into = io.BytesIO()
        made.save(into, "JPEG", quality=quality, progressive=True, optimize=True)
        content = into.getvalue()
        if len(content) <= most:
            break
    return Encoded(width, height, content)
