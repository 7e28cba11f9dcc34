"""A photo as a phone makes one: a picture with the place, the day and the device written into it."""

import io

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PLACE = b"Vranjska Banja 17"


def photo(kind="JPEG", *, size=(640, 480), orientation=6, **more) -> bytes:
    """Red above, blue below, as it lies in the file; held upright it is turned by `orientation`."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Spy", PLACE.decode()
    exif[Base.DateTime] = "2026:11:20 22:14:05"
    exif[Base.Orientation] = orientation
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (42.0, 33.0, 4.0)
    gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (21.0, 54.0, 1.0)
    into = io.BytesIO()
    picture.save(into, kind, exif=exif, **more)
    return into.getvalue()


def gps_of(content: bytes) -> dict:
    with Image.open(io.BytesIO(content)) as picture:
        return dict(picture.getexif().get_ifd(IFD.GPSInfo))
