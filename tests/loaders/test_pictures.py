"""Photos: nothing but pixels comes out, upright and small; hostile files are refused and take nobody with them."""

import io
import struct
import zlib

import pytest
from PIL import Image

from loaders import pictures
from loaders.pictures import Refused

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def photo(width: int = 400, height: int = 200, kind: str = "JPEG", **written: object) -> bytes:
    """A photo whose left half is red."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height))
    stream = io.BytesIO()
    picture.save(stream, kind, **written)
    return stream.getvalue()


def located(orientation: int = 1) -> bytes:
    """The same with what a phone writes beside the pixels: maker, place and a comment."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION], exif[GPS] = "红枫手机", orientation, {1: "N", 2: (28.0, 58.0, 12.5)}
    return photo(exif=exif, comment=b"on the terrace", xmp=b"<x:xmpmeta/>")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is so many pixels wide and high."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_where_a_photo_was_taken_and_everything_else_beside_the_pixels_is_gone() -> None:
    assert opened(located()).getexif().get_ifd(GPS)  # it was there
    found = pictures.fit("现场.jpg", located())
    for data in (found.data, found.small):
        assert dict(opened(data).getexif()) == {} and not {"exif", "comment", "xmp"} & set(opened(data).info)
        assert b"terrace" not in data and b"Exif" not in data


def test_a_photo_that_was_held_upright_stands_upright() -> None:
    turned = opened(pictures.fit("现场.jpg", located(orientation=6)).data)
    assert turned.size == (200, 400)
    red, white = turned.getpixel((100, 50)), turned.getpixel((100, 350))
    assert red[1] < 60 < 200 < white[1]  # what was left is above


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_of_photo_comes_out_as_a_smaller_jpeg_and_a_small_picture(kind: str) -> None:
    found = pictures.fit(f"a.{kind.lower()}", photo(4000, 3000, kind))
    large, small = opened(found.data), opened(found.small)
    assert (found.kind, large.format, large.size, small.size) == ("image/jpeg", "JPEG", (1600, 1200), (320, 240))
    assert len(found.small) <= 30_000


def test_a_small_picture_stays_small_whatever_it_shows() -> None:
    noise = Image.effect_noise((2000, 2000), 200).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "JPEG")
    assert len(pictures.fit("a.jpg", stream.getvalue()).small) <= 30_000


def test_what_is_transparent_is_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(stream, "PNG")
    assert opened(pictures.fit("a.png", stream.getvalue()).data).getpixel((25, 25)) == (255, 255, 255)


def test_a_paper_stays_as_it_is_and_has_no_small_picture() -> None:
    paper = b"%PDF-1.7\n..."
    assert pictures.fit("纪要.PDF", paper) == pictures.Fit("application/pdf", paper, b"")


HOSTILE = {
    "nothing": ("a.jpg", b"", "empty"),
    "too many bytes": ("a.jpg", photo() + bytes(8 << 20), "too-large"),
    "a bomb": ("a.png", bomb(60_000), "too-many-pixels"),
    "a smaller bomb": ("a.png", bomb(7000), "damaged"),
    "half a photo": ("a.jpg", photo(1500, 1500, quality=95)[:6000], "damaged"),
    "a page": ("a.jpg", b"<script>alert(1)</script>", "not-what-it-says"),
    "a drawing that acts": ("a.svg", b"<svg onload='x'/>", "unknown"),
    "a moving picture": ("a.jpg", b"GIF89a" + bytes(50), "not-what-it-says"),
    "a paper that says it is a photo": ("a.jpg", b"%PDF-1.7", "not-what-it-says"),
    "a photo that says it is a paper": ("a.pdf", photo(), "not-what-it-says"),
    "a page that says it is a paper": ("a.pdf", b"<html>%PDF-1.7", "not-what-it-says"),
    "a head and random bytes": ("a.jpg", b"\xff\xd8\xff" + bytes(range(256)) * 9, "damaged"),
    "another format behind the head": ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 junk", "damaged"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_no_photo_and_no_paper_is_refused_in_a_sentence(kind: str) -> None:
    name, data, code = HOSTILE[kind]
    with pytest.raises(Refused) as refused:
        pictures.fit(name, data)
    assert refused.value.code == code and refused.value.message.endswith("。")
