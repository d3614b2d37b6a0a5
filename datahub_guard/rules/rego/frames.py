"""What the supervisor and its worker have in common: messages, descriptors, and the page that both can see.

A message is a list of byte strings, each with its length before it. Both processes use this module and nothing
heavier: the worker starts in milliseconds because it imports no JSON, no regular expressions, no dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

WIDTH = 8
LARGE = 1 << 16
MOST_PARTS = 1 << 20

# The worker's descriptors.
REQUESTS, ANSWERS, PROGRESS = 3, 4, 5

# The shared page holds two words: the serial number of a document (from 1) and the index of the entrypoint that is
# being evaluated, or one of these. It is all zero while the worker starts.
PAGE = 2 * WIDTH
IDLE = (1 << 62) + 1
LOADING = (1 << 62) + 2


def write_progress(serial: int, index: int) -> bytes:
    """The shared page for what the worker does now."""
    return serial.to_bytes(WIDTH, "little") + index.to_bytes(WIDTH, "little")


def read_progress(page: bytes) -> tuple[int, int]:
    """The reverse of `write_progress`."""
    return int.from_bytes(page[:WIDTH], "little"), int.from_bytes(page[WIDTH:], "little")


def frame(parts: Sequence[bytes]) -> list[bytes]:
    """The buffers to write for `parts`; large parts are passed on as they are, not copied."""
    sizes = [len(parts), *map(len, parts)]
    buffers = [b"".join([size.to_bytes(WIDTH, "little") for size in sizes])]
    for part in parts:
        if len(part) < LARGE:
            buffers[-1] += part
        else:
            buffers += [part, b""]
    return [buffer for buffer in buffers if buffer]


def receive(read: Callable[[int], bytes]) -> list[bytes] | None:
    """The next message from a blocking `read(size)`, or None when the other side has closed."""
    head = read(WIDTH)
    if len(head) < WIDTH:
        return None
    count = int.from_bytes(head, "little")
    sizes = read(WIDTH * count)
    return [read(int.from_bytes(sizes[i : i + WIDTH], "little")) for i in range(0, WIDTH * count, WIDTH)]


class Frames:
    """Takes bytes as they arrive and yields the messages that are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        """Add `data`; yield each message that it completes. Raises ValueError for what no worker of ours sends."""
        self._buffer += data
        while (message := self._take()) is not None:
            yield message

    def _take(self) -> list[bytes] | None:
        buffer = self._buffer
        if len(buffer) < WIDTH:
            return None
        count = int.from_bytes(buffer[:WIDTH], "little")
        if count > MOST_PARTS:
            raise ValueError(f"a message of {count} parts")
        start = WIDTH * (count + 1)
        if len(buffer) < start:
            return None
        ends = []
        end = start
        for index in range(count):
            end += int.from_bytes(buffer[WIDTH * (index + 1) : WIDTH * (index + 2)], "little")
            ends.append(end)
        if len(buffer) < end:
            return None
        starts = [start, *ends[:-1]]
        message = [bytes(buffer[a:b]) for a, b in zip(starts, ends, strict=True)]
        del buffer[:end]
        return message
