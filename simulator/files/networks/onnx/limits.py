"""What an ONNX file holds is counted before it is parsed: a node of 2 bytes takes over 100 in memory."""

from typing import Any

from ....core.inputs import InputError

MOST_FIELDS = 100_000  # a network of 32 layers has some thousand
MOST_DEPTH = 12  # model, graph, node, attribute, tensor and what these hold
VARINT, EIGHT_BYTES, COUNTED, FOUR_BYTES = 0, 1, 2, 5  # how the encoding says a field's length
DAMAGED = "the file must be an ONNX model; it is damaged or something else"


def check_fields(data: bytes, message: Any) -> None:
    """Raise InputError unless `data` is a sound message of this protobuf descriptor, of bearable size.

    Follows the encoding that protobuf documents: a tag (field number, kind of length), then the content.
    """
    left = MOST_FIELDS
    parts = [(0, len(data), message, 1)]
    while parts:
        at, end, message, depth = parts.pop()
        if depth > MOST_DEPTH:
            raise InputError(f"an ONNX model must be nested at most {MOST_DEPTH} deep; it goes deeper")
        while at < end:
            left -= 1
            if not left:
                raise InputError(f"an ONNX model must have at most {MOST_FIELDS:,} fields; it has more")
            tag, at = _varint(data, at, end)
            start, at = _past(data, at, end, tag & 7)
            field = message.fields_by_number.get(tag >> 3)
            if field is None or tag & 7 != COUNTED:
                continue
            if field.message_type is not None:
                parts.append((start, at, field.message_type, depth + 1))
            elif field.type == field.TYPE_STRING:
                _check_text(data[start:at])


def _check_text(content: bytes) -> None:
    """The parser would hand over anything else as bytes."""
    try:
        content.decode()
    except UnicodeDecodeError:
        raise InputError("an ONNX model's names must be text in UTF-8; one is not") from None


def _past(data: bytes, at: int, end: int, kind: int) -> tuple[int, int]:
    """Where a field's content begins and ends."""
    if kind == COUNTED:
        length, at = _varint(data, at, end)
        after = at + length
    elif kind == VARINT:
        _, after = _varint(data, at, end)
    elif kind in (EIGHT_BYTES, FOUR_BYTES):
        after = at + (8 if kind == EIGHT_BYTES else 4)
    else:
        raise InputError(DAMAGED)
    if after > end:
        raise InputError(DAMAGED)
    return at, after


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A number in base 128, the lowest digit first, and where it ends."""
    value = 0
    for place in range(at, min(at + 10, end)):
        value |= (data[place] & 0x7F) << 7 * (place - at)
        if data[place] < 0x80:
            return value, place + 1
    raise InputError(DAMAGED)
