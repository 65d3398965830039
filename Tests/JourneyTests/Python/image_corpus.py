"""Writes image files of every kind that customers send, whole and cut off, into a folder, and what
Pillow (libjpeg-turbo, zlib, libwebp and its own GIF reader) thinks of each into `verdicts.json`.

    python image_corpus.py FOLDER

A verdict is the name of a file, whether `load()` opens it, its size, and whether nothing but its end
mark is missing: Pillow forgives that now and then.
"""

import io
import json
import pathlib
import random
import struct
import sys
import warnings
import zlib

from PIL import Image

warnings.simplefilter("ignore")
chance = random.Random(16)
NOISE = Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3))
FLAT = Image.new("RGB", (64, 48), (10, 200, 30))
SHADES = NOISE.convert("RGBA")
SHADES.putalpha(Image.linear_gradient("L").resize((64, 48)))


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def behind(whole):
    """Bytes that the world puts behind an end mark."""
    yield "newline", whole + b"\n"
    yield "crlf", whole + b"\r\n"
    yield "zeros", whole + bytes(5000)
    yield "same_again", whole + whole
    yield "noise", whole + chance.randbytes(70_000)
    yield "motion_photo", whole + b"\0\0\0\x18ftypmp42" + bytes(300_000)


def cut(whole):
    """The same file with its end missing, further in than its end mark."""
    for part in (2, 10, 50, 90):
        yield f"cut_at_{part}_percent", whole[: len(whole) * part // 100]


def segment(marker, payload):
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def jpegs():
    plain = encoded(NOISE, "JPEG")
    start, rest = plain[:2], plain[2:]
    kinds = {
        "plain": plain,
        "progressive": encoded(NOISE, "JPEG", progressive=True),
        "restarts": encoded(NOISE, "JPEG", restart_marker_blocks=1),
        "ink": encoded(NOISE.convert("CMYK"), "JPEG"),
        "grey": encoded(NOISE.convert("L"), "JPEG"),
        "full_chroma": encoded(NOISE, "JPEG", subsampling=0, quality=100),
        "optimised": encoded(FLAT, "JPEG", optimize=True),
        "exif": encoded(NOISE, "JPEG", exif=b"Exif\0\0" + b"x" * 60_000),
        "megabytes_first": start + segment(0xE2, b"\xff\xd9" * 32_000) * 40 + rest,
        "preview_inside": start + segment(0xE1, encoded(FLAT, "JPEG")) + rest,
        "fill_bytes": start + b"\xff" * 9 + rest[:-2] + b"\xff\xff" + rest[-2:],
        "stray_bytes": start + segment(0xFE, b"note") + b"stray" + rest,
        "empty_comment": start + segment(0xFE, b"") + rest,
        "length_leaves_itself_out": start + b"\xff\xe5\x00\x00" + rest,
        "comment_before_end": plain[:-2] + segment(0xFE, b"x") + plain[-2:],
        "no_jfif": start + rest[18:],
    }
    for name, whole in kinds.items():
        yield name, whole
        yield from ((f"{name}_{how}", file) for how, file in behind(whole))
        yield from ((f"{name}_{how}", file) for how, file in cut(whole))
        yield f"{name}_without_end", whole[:-2]
        yield f"{name}_half_an_end", whole[:-1]
    frame = plain.index(b"\xff\xc0")
    for marker in (0xC5, 0xC6, 0xC7, 0xCB, 0xCD):
        yield f"frame_{marker:x}", plain[: frame + 1] + bytes([marker]) + plain[frame + 2 :]
    yield "two_starts", start + plain
    yield "ends_at_once", start + b"\xff\xd9" + rest
    yield "unknown_marker", start + segment(0xF0, b"abc") + rest
    yield "twelve_bits", plain[: frame + 4] + b"\x0c" + plain[frame + 5 :]
    yield "no_height", plain[: frame + 5] + b"\0\0" + plain[frame + 7 :]
    yield "sampled_five_times", plain[: frame + 11] + b"\x51" + plain[frame + 12 :]


def chunk(name, payload):
    body = name + payload
    return struct.pack(">I", len(payload)) + body + struct.pack(">I", zlib.crc32(body))


def pngs():
    plain = encoded(NOISE, "PNG")
    start, rest = plain[:33], plain[33:]
    animated = encoded(NOISE, "PNG", save_all=True, append_images=[FLAT, NOISE.rotate(90)])
    kinds = {
        "plain": plain,
        "alpha": encoded(SHADES, "PNG"),
        "grey": encoded(NOISE.convert("L"), "PNG"),
        "bits": encoded(NOISE.convert("1"), "PNG"),
        "palette": encoded(NOISE.convert("P"), "PNG"),
        "sixteen_bits": encoded(Image.frombytes("I;16", (64, 48), chance.randbytes(6144)), "PNG"),
        "animated": animated,
        "large_text": start + chunk(b"iTXt", b"a\0\0\0\0\0" + b"x" * 3_000_000) + rest,
        "large_private": start + chunk(b"fiLl", bytes(3_000_000)) + rest,
        "private_after": plain[:-12] + chunk(b"fiLl", b"IEND" * 9) + plain[-12:],
        "empty_data": start + chunk(b"IDAT", b"") + rest,
        "interlaced": interlaced(),
    }
    for name, whole in kinds.items():
        yield name, whole
        yield from ((f"{name}_{how}", file) for how, file in behind(whole))
        yield f"{name}_chunk_behind", whole + chunk(b"tEXt", b"a\0b")
        yield f"{name}_without_end", whole[:-12]
        yield f"{name}_half_an_end", whole[:-1]
        # An animated one is cut in its first image, which is all that Pillow loads.
        for how, file in cut(whole):
            if name != "private_after" and not (name == "animated" and how > "cut_at_2"):
                yield f"{name}_{how}", file
    yield "no_data", start + plain[-12:]
    yield "wrong_checksum", plain[:29] + bytes(4) + rest
    yield "three_bits", plain[:8] + header(3, 2) + rest
    yield "unnamed_chunk", start + chunk(b"\1\2\3\4", b"x") + rest


def header(depth, colour, interlace=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, depth, colour, 0, 0, interlace))


def interlaced():
    """Adam7 by hand: Pillow reads it and does not write it."""
    rows = b""
    for x0, y0, dx, dy in (
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        across = len(range(x0, 64, dx))
        rows += b"".join(b"\0" + chance.randbytes(across) for _ in range(y0, 48, dy))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + header(8, 0, 1) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def resized(riff):
    return riff[:4] + struct.pack("<I", len(riff) - 8) + riff[8:]


def webps():
    more = [FLAT, NOISE.rotate(90)]
    plain = encoded(NOISE, "WEBP")
    kinds = {
        "lossy": plain,
        "lossless": encoded(NOISE, "WEBP", lossless=True),
        "flat": encoded(FLAT, "WEBP", lossless=True),
        "exif": encoded(NOISE, "WEBP", exif=b"Exif\0\0odd"),
        "xmp": encoded(NOISE, "WEBP", xmp=b"<x/>" * 300),
        "alpha": encoded(SHADES, "WEBP", quality=50),
        "animated": encoded(NOISE, "WEBP", save_all=True, append_images=more, duration=50),
        "odd_length": odd(),
        "chunk_inside": resized(plain + b"junk" + struct.pack("<I", 100) + bytes(100)),
    }
    for name, whole in kinds.items():
        yield name, whole
        yield from ((f"{name}_{how}", file) for how, file in behind(whole))
        yield from ((f"{name}_{how}", file) for how, file in cut(whole))
        yield f"{name}_one_short", whole[:-1]
    yield "chunk_too_long", resized(plain + b"junk" + struct.pack("<I", 100))
    yield "half_a_chunk", resized(plain + b"junk")
    yield "no_length", plain[:4] + bytes(4) + plain[8:]
    yield "longer_by_its_length", plain[:4] + struct.pack("<I", len(plain)) + plain[8:]
    yield "unknown_first", resized(plain[:12] + b"junk\4\0\0\0abcd" + plain[12:])


def odd():
    """A picture of an odd number of bytes, and so with a byte of padding."""
    for width in range(5, 64):
        whole = encoded(NOISE.crop((0, 0, width, 7)), "WEBP", lossless=True)
        if whole[16] % 2:
            return whole
    raise AssertionError("none is odd")


def gifs():
    plain = encoded(NOISE, "GIF")
    kinds = {
        "plain": plain,
        "animated": encoded(NOISE, "GIF", save_all=True, append_images=[FLAT, NOISE.rotate(90)]),
        "transparent": encoded(SHADES, "GIF"),
        "zeros_before_end": plain[:-1] + b"\0\0;",
    }
    for name, whole in kinds.items():
        yield name, whole
        yield from ((f"{name}_{how}", file) for how, file in behind(whole))
        yield f"{name}_without_end", whole[:-1]
        for how, file in cut(whole):
            # As with PNG: a later frame is not loaded.
            if name != "animated" or how < "cut_at_9":
                yield f"{name}_{how}", file


def flats():
    """As little as an honest image of so many pixels can be."""
    for mode in ("RGB", "L"):
        flat = Image.new(mode, (4096, 4096), 0)
        yield f"{mode}.png", encoded(flat, "PNG", optimize=True)
        yield f"{mode}.jpg", encoded(flat, "JPEG", quality=1, optimize=True)
        yield f"{mode}_progressive.jpg", encoded(flat, "JPEG", quality=1, progressive=True)
        yield f"{mode}_lossless.webp", encoded(flat, "WEBP", lossless=True, method=0)
        yield f"{mode}_lossy.webp", encoded(flat, "WEBP", quality=0, method=0)
    yield "bits.png", encoded(Image.new("1", (4096, 4096)), "PNG", optimize=True)


def others():
    """What is none of the four kinds, however many pixels it has."""
    for kind in ("BMP", "TIFF", "ICO", "PPM"):
        yield kind.lower(), encoded(NOISE, kind)
    yield "page", b"<!DOCTYPE html><html><body>Bad Gateway</body></html>"
    yield "drawing", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "nothing", b""


def verdict(name, file):
    lacks_end = name.endswith(("_without_end", "_half_an_end"))
    return {"name": name, "lacksEnd": lacks_end} | loaded(file)


def loaded(file):
    try:
        with Image.open(io.BytesIO(file)) as image:
            image.load()
            kind = image.format
            opens = kind in ("PNG", "JPEG", "MPO", "WEBP", "GIF")
            return {"opens": opens, "width": image.width, "height": image.height}
    except Exception as error:
        return {"opens": False, "says": str(error)[:100]}


def main(folder):
    kinds = {"jpeg": jpegs, "png": pngs, "webp": webps, "gif": gifs, "flat": flats}
    verdicts = []
    for kind, files in (kinds | {"other": others}).items():
        for name, file in files():
            name = f"{kind}_{name}"
            (folder / name).write_bytes(file)
            verdicts.append(verdict(name, file))
    (folder / "verdicts.json").write_text(json.dumps(verdicts))
    print(len(verdicts), sum(each["opens"] for each in verdicts))


main(pathlib.Path(sys.argv[1]))
