"""Arrays as NumPy, PyTorch, Python or a spreadsheet print them: brackets, wrappers, tabs, decimal commas."""

import re
from collections.abc import Iterable, Sequence

from ...core.inputs import InputError, parsed
from ..untrusted.quoting import shown

OPEN = ("", "–", "-", "?", "None", "null")  # how a number not given is written
SCALAR = re.compile(r"(?:np\.|numpy\.)?(?:float(?:16|32|64)|tensor)\(([^()\[\],]*)\)")
BEFORE = re.compile(
    r"(?:<tf\.(?:Tensor|Variable)[^\[\]]*numpy=\s*)?"
    r"(?:(?:np|numpy|torch|tf|jnp)\.)?(?:array|asarray|matrix|tensor|Tensor|Array|constant)?\(*\s*"
)
AFTER = re.compile(r"(?:\s*,\s*\w+\s*=\s*(?:\([^()]*\)|[^,\[\]=]+))*\s*\)*>?\s*[,;]?\s*")
GROUP = re.compile(r"\[([^\[\]]*)\]")
WITH_COMMA = re.compile(r"[-+−]?[0-9]*,[0-9]+(?:[eE][-+−]?[0-9]+)?")
POINT = re.compile(r"[0-9]\.|\.[0-9]")
ONLY_DECIMAL = re.compile(r"(?<![0-9])[-+−]0,[0-9]|[0-9],0[0-9]")

Line = tuple[int, str]  # its number in the text, and what stands there
Table = list[list[float | None]]


class DecimalAsked(InputError):  # noqa: N818  less an error than a question
    """A comma can be read both ways; say decimal="," or decimal="."."""


def balance(text: str) -> int:
    """How many brackets it opens and leaves open."""
    return text.count("[") - text.count("]") + text.count("(") - text.count(")")


def table_of(lines: Sequence[Line], name: str, comma: bool) -> Table:
    """The rows of one quantity; `comma`: it is the decimal mark where there are no brackets.

    Raises InputError, naming the line, for what is no number or is not all there.
    """
    text = "\n".join(line for _, line in lines)
    if re.search(r"\.\.\.|…|⋮", text):
        raise InputError(
            f"{name} must be there in full; some of it is left out (…): print it after "
            "np.set_printoptions(threshold=10**6) or torch.set_printoptions(profile='full')"
        )
    if "[" in text:
        return _bracketed(text, f"line {lines[0][0]}", name)
    return [_row(part, f"line {number}", comma) for number, line in lines for part in _parts(line)]


def _parts(line: str) -> list[str]:
    """The rows in one line, with ; between them."""
    return line.strip("\r\n ").removesuffix(";").split(";")


def _bracketed(text: str, place: str, name: str) -> Table:
    text = SCALAR.sub(r"\1", text.replace("Parameter containing:", ""))
    start, end = text.find("["), text.rfind("]") + 1
    inner = text[start:end]
    if not _nested(inner):
        raise InputError(
            f"{place} must be numbers in one or two pairs of brackets that match; those of {name} do not"
        )
    if not BEFORE.fullmatch(text[:start].strip() or "(") or not AFTER.fullmatch(text[end:]):
        raise InputError(f"{place} must be one array of numbers; got {shown(text.strip())}")
    rows = [part for group in GROUP.findall(inner) for part in _parts(group)]
    return [_row(row, place, False) for row in rows]


def _nested(text: str) -> bool:
    """Whether brackets match, one or two deep, with nothing but commas and blanks between inner ones."""
    depth = 0
    for sign in re.findall(r"[\[\]]", text):
        depth += 1 if sign == "[" else -1
        if not 0 <= depth <= 2:
            return False
    return depth == 0 and not re.search(r"[^\s,\[\]]", GROUP.sub("", text))


def _row(text: str, place: str, comma: bool) -> list[float | None]:
    bare = SCALAR.sub(r"\1", text).strip(" \r\n()")
    if "\t" in bare:
        cells = bare.strip("\t").split("\t")
    else:
        cells = bare.split(",") if "," in bare and not comma else re.split(r",?\s+", bare.rstrip(","))
    return [_entry(cell.strip(), f"{place}, number {i}", comma) for i, cell in enumerate(cells, start=1)]


def _entry(cell: str, place: str, comma: bool) -> float | None:
    if cell in OPEN:
        return None
    return parsed(cell.replace(",", ".") if comma else cell, place, strict="/" not in cell)


def decimal_comma(values: Iterable[tuple[str, bool]]) -> bool:
    """Whether commas are decimal marks, from all values; each comes with whether it must be one row.

    Raises DecimalAsked where a comma can be read both ways, and nothing else tells.
    """
    asked = ""
    decimal = False
    for text, one_row in values:
        if "[" in text:
            if POINT.search(text):
                return False
            continue
        cells = [cell.rstrip(",") for cell in re.split(r"[;\s]+", text.strip()) if cell.rstrip(",")]
        commas = [cell for cell in cells if WITH_COMMA.fullmatch(cell)]
        parting = re.search(r",\s|,$", text.strip())
        if POINT.search(text) or re.search(r",[^,;\s]*,[^,;\s]", text) or (parting and not commas):
            return False
        if not commas:
            continue
        if parting:  # 0,5, 0,25: two numbers or four
            decimal = decimal or bool(ONLY_DECIMAL.search(text))
            asked = asked or commas[0]
            continue
        apart = re.search(r"[0-9]\s+[-+−0-9]", text) or (one_row and ";" in text)
        decimal = decimal or bool(apart or ONLY_DECIMAL.search(text))
        asked = asked or commas[0]
    if asked and not decimal:
        raise DecimalAsked(
            f"the comma in {asked[:30]} can be read both ways: as {asked.replace(',', '.')[:30]}, or as "
            f"{asked.replace(',', ' and ')[:30]}; say which, or write a decimal point, or a blank after a "
            "comma that stands between numbers"
        )
    return decimal
