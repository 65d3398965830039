"""Copies OpenAI's test suite and changes what no server but OpenAI's can know.

openai-suite.py SUITE TARGET
"""
import os
import pathlib
import re
import shutil
import struct
import sys
import zlib

suite, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
# Free, if the Sandbox is there; any slug or name of the server's.
model = os.environ.get("AIGENERATE_SUITE_MODEL", "sandbox-instant")
size = os.environ.get("AIGENERATE_SUITE_SIZE", "64x64")


def png(edge):
    """A whole picture of one colour."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", edge, edge, 8, 6, 0, 0, 0)
    rows = (b"\0" + b"\xff\x80\x00\xff" * edge) * edge
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


def change(name, *changes):
    file = target / "tests" / name
    text = file.read_text()
    for pattern, replacement in changes:
        text, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
        if not count:
            sys.exit(f"{name}: nothing matches {pattern}: is this another version of the suite?")
    file.write_text(text)


shutil.rmtree(target, ignore_errors=True)
shutil.copytree(suite / "tests", target / "tests")
shutil.copy(suite / "pyproject.toml", target)
change("conftest.py", (r'^api_key = "My API Key"$', f'api_key = {os.environ["AIGENERATE_API_KEY"]!r}'))
change(
    "api_resources/test_images.py",
    (r'b"Example data"', repr(png(64))),
    (r'model="(gpt-image|dall-e)[^"]*"', f'model="{model}"'),
    (r'size="1024x1024"', f'size="{size}"'),
    (r"^ *(frame_count|frame_duration_ms)=\d+,\n", ""),
    (r"^ *markup=.*,\n", ""),
    (r"^ *svg=\{\n(?: .*\n)*?^ {12}\},\n", ""),
)
change("api_resources/test_models.py", (r'"gpt-6-astra"', repr(model)))
