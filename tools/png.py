"""A drawing surface that is written as PNG: boxes, arrows and text, with nothing but the standard library.

PNG: https://www.w3.org/TR/png-3/. Images have a palette, which keeps them small. How well they are compressed
depends on zlib's version: compare `pixels`, not files.
"""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Each character is rows of five pixels, from the top, the leftmost pixel in the highest of five bits: seven rows down
# to the line, and two more where it goes below.
_COLUMNS = 5
_GLYPHS: dict[str, str] = {
    " ": "00000000000000", "!": "04040404040004", '"': "0a0a0a00000000", "#": "0a0a1f0a1f0a0a",
    "$": "040f140e051e04", "%": "18190204081303", "&": "0c12140815120d", "'": "04040800000000",
    "(": "02040808080402", ")": "08040202020408", "*": "00150e1f0e1500", "+": "0004041f040400",
    ",": "00000000000c0c0408", "-": "0000001f000000", ".": "00000000000c0c", "/": "00010204081000",
    "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e",
    "4": "02060a121f0202", "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808",
    "8": "0e11110e11110e", "9": "0e11110f01020c", ":": "000c0c000c0c00", ";": "00000c0c000c0c0408",
    "<": "02040810080402", "=": "00001f001f0000", ">": "08040201020408", "?": "0e110102040004",
    "@": "0e11010d15150e", "A": "0e11111f111111", "B": "1e11111e11111e", "C": "0e11101010110e",
    "D": "1c12111111121c", "E": "1f10101e10101f", "F": "1f10101e101010", "G": "0e11101713110f",
    "H": "1111111f111111", "I": "0e04040404040e", "J": "0702020202120c", "K": "11121418141211",
    "L": "1010101010101f", "M": "111b1515111111", "N": "11111915131111", "O": "0e11111111110e",
    "P": "1e11111e101010", "Q": "0e11111115120d", "R": "1e11111e141211", "S": "0f10100e01011e",
    "T": "1f040404040404", "U": "1111111111110e", "V": "11111111110a04", "W": "1111111515150a",
    "X": "11110a040a1111", "Y": "1111110a040404", "Z": "1f01020408101f", "[": "0e08080808080e",
    "\\": "00100804020100", "]": "0e02020202020e", "^": "040a1100000000", "_": "0000000000001f",
    "`": "08040200000000", "a": "00000e010f110f", "b": "1010161911111e", "c": "00000e1010110e",
    "d": "01010d1311110f", "e": "00000e111f100e", "f": "0609081c080808", "g": "00000f1111110f010e",
    "h": "10101619111111", "i": "04000c0404040e", "j": "02000602020202120c", "k": "10101214181412",
    "l": "0c04040404040e", "m": "00001a15151111", "n": "00001619111111", "o": "00000e1111110e",
    "p": "00001e1111111e1010", "q": "00000f1111110f0101", "r": "00001619101010", "s": "00000e100e011e",
    "t": "08081c08080906", "u": "0000111111130d", "v": "00001111110a04", "w": "0000111115150a",
    "x": "0000110a040a11", "y": "0000111111110f010e", "z": "00001f0204081f", "{": "02040408040402",
    "|": "04040404040404", "}": "08040402040408", "~": "00000815020000",
}  # fmt: skip


class Canvas:
    """An image of `width` by `height` pixels. Coordinates are (x, y) from the top left; colours are `#rrggbb`."""

    def __init__(self, width: int, height: int, background: str = "#ffffff") -> None:
        self.width = width
        self.height = height
        self._palette = {background: 0}
        self._pixels = bytearray(width * height)

    def _colour(self, colour: str) -> int:
        number = self._palette.setdefault(colour, len(self._palette))
        if number > 255:
            raise ValueError("a palette has 256 colours")
        return number

    def fill(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        """Fills a rectangle; what lies outside of the image is left out."""
        left, right = max(x, 0), min(x + width, self.width)
        if right <= left:
            return
        row = bytes([self._colour(colour)]) * (right - left)
        for line in range(max(y, 0), min(y + height, self.height)):
            start = line * self.width + left
            self._pixels[start : start + len(row)] = row

    def box(self, x: int, y: int, width: int, height: int, fill: str, border: str, thickness: int = 2) -> None:
        """Draws a rectangle with a border inside of its size."""
        self.fill(x, y, width, height, border)
        self.fill(x + thickness, y + thickness, width - 2 * thickness, height - 2 * thickness, fill)

    def path(self, points: list[tuple[int, int]], colour: str, thickness: int = 2) -> None:
        """Draws lines that are horizontal or vertical from point to point, with an arrow's head at the last."""
        for (x1, y1), (x2, y2) in pairwise(points):
            if x1 != x2 and y1 != y2:
                raise ValueError("lines of a path are horizontal or vertical")
            self.fill(min(x1, x2), min(y1, y2), abs(x2 - x1) + thickness, abs(y2 - y1) + thickness, colour)
        (x1, y1), (x2, y2) = points[-2:]
        for step in range(7):
            if x1 == x2:
                self.fill(x2 - step, y2 + (-2 * step if y2 > y1 else 2 * step), 2 * step + thickness, 2, colour)
            else:
                self.fill(x2 + (-2 * step if x2 > x1 else 2 * step), y2 - step, 2, 2 * step + thickness, colour)

    def text(self, x: int, y: int, text: str, colour: str = "#1b1f24", scale: int = 2) -> None:
        """Writes one line; (x, y) is its top left. Characters outside of ASCII are an error."""
        for character in text:
            for row, bits in enumerate(bytes.fromhex(_GLYPHS[character])):
                for column in range(_COLUMNS):
                    if bits >> (_COLUMNS - 1 - column) & 1:
                        self.fill(x + column * scale, y + row * scale, scale, scale, colour)
            x += (_COLUMNS + 1) * scale

    def png(self) -> bytes:
        """The image as a PNG file."""
        lines = b"".join(
            b"\0" + self._pixels[start : start + self.width] for start in range(0, len(self._pixels), self.width)
        )
        palette = b"".join(bytes.fromhex(colour[1:]) for colour in self._palette)
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        chunks = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
        return SIGNATURE + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )


def text_width(text: str, scale: int = 2) -> int:
    """Pixels that a line of text takes."""
    return len(text) * (_COLUMNS + 1) * scale - scale


def pixels(image: bytes) -> bytes:
    """What a PNG of ours shows, without how it is compressed: its header, its palette and its lines."""
    shown: list[bytes] = []
    position = len(SIGNATURE)
    while position < len(image):
        (size,) = struct.unpack(">I", image[position : position + 4])
        kind, data = image[position + 4 : position + 8], image[position + 8 : position + 8 + size]
        shown.append(zlib.decompress(data) if kind == b"IDAT" else data)
        position += size + 12
    return b"".join(shown)
