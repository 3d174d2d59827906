"""A file's bytes become text: UTF-8, UTF-16 or Windows-1252; what is another kind of file is named."""

import codecs
import re

from ...core.inputs import InputError
from ..untrusted.quoting import shown

MARKED = (
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
SAVE = "in the spreadsheet save it as CSV UTF-8"
PANDAS = 'in Python: pandas.{}("{{0}}").to_csv("table.csv", index=False)'
OTHERS = (
    (b"PK\x03\x04", "a workbook or archive (.xlsx, .ods, .zip)", f"{SAVE}; {PANDAS.format('read_excel')}"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls)", f"{SAVE}; {PANDAS.format('read_excel')}"),
    (b"PAR1", "a Parquet file", PANDAS.format("read_parquet")),
    (b"\x1f\x8b", "a packed file (.gz)", "unpack it first"),
    (
        b"\x93NUMPY",
        "a NumPy array",
        'in Python: numpy.savetxt("table.csv", numpy.load("{0}"), delimiter=",")',
    ),
    (b"%PDF", "a PDF", "copy its table into a spreadsheet and save that as CSV UTF-8"),
)
LOOKS = (
    (re.compile(r"\s*[\[{]\s*[\"{}]"), "JSON", PANDAS.format("read_json")),
    (
        re.compile(r"\s*(?:array\()?\[\s*\["),
        "a printed array",
        'in Python: numpy.savetxt("table.csv", X, delimiter=",")',
    ),
    (re.compile(r"\s*<(?:!doctype|html|table|\?xml)", re.I), "a web page or XML", SAVE),
    (
        re.compile(r"(?:\s*%[^\n]*\n)*\s*@relation\b", re.I),
        "ARFF",
        "take out its lines with @ and put the names of the columns, with commas between, into row 1",
    ),
)
CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text, without a byte order mark, and a sentence on how it was read; "" for UTF-8.

    Raises InputError for bytes that are no text, with the line, and for files of other kinds, with the cure.
    """
    for start, what, cure in OTHERS:
        if data.startswith(start):
            raise InputError(f"{name} must be text with a table; it is {what}: {cure.format(name)}")
    encoding, said = _encoding(data, name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as reason:
        raise _bad_byte(data, name, reason) from None
    text = text.removeprefix("\ufeff")
    if (zero := text.find("\0")) >= 0:
        line = text.count("\n", 0, zero) + 1
        raise InputError(f"{name} must be text; line {line:,} holds a zero byte")
    for look, what, cure in LOOKS:
        if look.match(text):
            raise InputError(f"{name} must hold a table; it holds {what}: {cure.format(name)}")
    return text, _sentence(said, text)


def _encoding(data: bytes, name: str) -> tuple[str, str]:
    """Python's name of the encoding, and ours where it is not UTF-8."""
    for mark, encoding, said in MARKED:
        if data.startswith(mark):
            return encoding, said
    half = len(data) // 2
    zeros = data[::2].count(0), data[1::2].count(0)
    if zeros[1] * 2 > half > zeros[0] * 20:
        return "utf-16-le", "UTF-16"
    if zeros[0] * 2 > half > zeros[1] * 20:
        return "utf-16-be", "UTF-16"
    try:
        data.decode()
    except UnicodeDecodeError as reason:
        whole = any(c > "\x7f" and c != "\ufffd" for c in data.decode(errors="replace"))
        if whole or CONTROLS.search(data):  # UTF-8 with a slip in it, or no text at all
            raise _bad_byte(data, name, reason) from None
        return "cp1252", "Windows-1252"
    return "utf-8", ""


def _bad_byte(data: bytes, name: str, reason: UnicodeDecodeError) -> InputError:
    line = data.count(b"\n", 0, reason.start) + 1
    return InputError(
        f"{name} must be encoded as UTF-8 (in a spreadsheet: save as CSV UTF-8); "
        f"byte {reason.start + 1:,}, in line {line:,}, is 0x{data[reason.start]:02x}"
    )


def _sentence(said: str, text: str) -> str:
    if not said:
        return ""
    wrong = " If that is wrong, save it as UTF-8." if said == "Windows-1252" else ""
    word = re.search(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*", text)
    return f"Read as {said}{f', so that it says {shown(word[0])}' if word else ''}.{wrong}"
