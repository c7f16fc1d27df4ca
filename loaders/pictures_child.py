"""The child process that re-encodes one untrusted photo: bytes on standard input, two JPEGs on standard output.

It imports nothing of ours and is started alone, so that a picture that eats memory takes nobody with it. Out come the
length of the large one in four bytes, the large one, and the small one; a status other than 0 says why nothing came.
"""

import io
import resource
import sys

from PIL import Image, ImageOps

MEMORY = 1 << 30
CPU_SECONDS = 20
MOST_PIXELS = 60_000_000
LARGE, SMALL = 1600, 320
SMALL_BYTES = 30_000
TOO_LARGE = 3


def limit() -> None:
    """No more memory and time than a photo needs, and no file written."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


def upright(opened: Image.Image) -> Image.Image:
    """The picture as it was held, at its largest size, on white: pixels alone, nothing that was written beside them."""
    opened.draft("RGB", (2 * LARGE, 2 * LARGE))
    opened.thumbnail((LARGE, LARGE), reducing_gap=2.0)
    turned = ImageOps.exif_transpose(opened).convert("RGBA")
    bare = Image.new("RGB", turned.size, "white")
    bare.paste(turned, mask=turned.getchannel("A"))
    return bare


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


def small(picture: Image.Image) -> bytes:
    """The picture for a list on a phone, as good as fits into so many bytes."""
    picture.thumbnail((SMALL, SMALL))
    return next((found for quality in (75, 60, 45, 30) if len(found := jpeg(picture, quality)) <= SMALL_BYTES), jpeg(picture, 15))


def main() -> None:
    """Read, write, and say by the status what was wrong."""
    data = sys.stdin.buffer.read()
    limit()
    Image.MAX_IMAGE_PIXELS = None  # counted below, before a pixel is read
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                sys.exit(TOO_LARGE)
            picture = upright(opened)
        large = jpeg(picture, 82)
        sys.stdout.buffer.write(len(large).to_bytes(4, "big") + large + small(picture))
    except MemoryError:
        sys.exit(TOO_LARGE)


if __name__ == "__main__":
    main()
