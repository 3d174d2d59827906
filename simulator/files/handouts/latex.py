"""A hand-out as one LaTeX file: amsmath for the formulas, TikZ for the pictures."""

import unicodedata
from collections.abc import Iterable

from .content import Block, Chapter, Heading, Words
from .handout_formula import Display
from .letter_ink import INKS, ink_of
from .sketch import Sketch

PREAMBLE = r"""\documentclass[10pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage[a4paper,margin=2cm]{geometry}
\usepackage{amsmath}
\usepackage{tikz}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\newsavebox{\formula}
% A formula wider than the page is scaled down to it.
\newcommand{\fit}[1]{\par\sbox{\formula}{#1}\ifdim\wd\formula>\linewidth
  \resizebox{\linewidth}{!}{\usebox{\formula}}\else\usebox{\formula}\fi\par}
\newcommand{\towrite}{\fbox{\rule{0pt}{5pt}\hspace{20pt}}}
% Letters and their numbers in pictures; black: \renewcommand{\textcolor}[2]{#2}
"""
INK_COMMANDS = "".join(
    rf"\definecolor{{ink{letter}}}{{HTML}}{{{colour[1:].upper()}}}"
    rf"\newcommand{{\ink{letter}}}[1]{{\textcolor{{ink{letter}}}{{#1}}}}"
    "\n"
    for letter, colour in INKS.items()
)
HEAD = PREAMBLE + INK_COMMANDS + r"\begin{document}" + "\n"
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}", "-": "{-}",
    "∂": r"$\partial$", "σ": r"$\sigma$", "α": r"$\alpha$", "φ": r"$\varphi$", "′": r"$'$", "−": "$-$",
    "≈": r"$\approx$", "→": r"$\to$", "½": r"$\tfrac{1}{2}$", "·": r"$\cdot$", "…": r"\ldots{}",
    "×": r"$\times$", "δ": r"$\delta$", "η": r"$\eta$",
    "ᵀ": r"$^{T}$", "Σ": r"$\Sigma$", "‖": r"$\Vert$", "Ŝ": r"$\hat{S}$", "Â": r"$\hat{A}$",
    "â": r"$\hat{a}$",
    **{sign: rf"$_{{{digit}}}$" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}  # fmt: skip
LAST_LATIN = 0x17F  # up to here LaTeX knows the letters of every European language


def latex_text(title: str, blocks: Iterable[Block]) -> str:
    """The whole document."""
    return "\n\n".join([f"{HEAD}{_headed(title)}", *map(_block, blocks), r"\end{document}"]) + "\n"


def latex_parts(parts: Iterable[Chapter]) -> str:
    """One document of many, each from a page 1 of its own on, with its name on every page."""
    found = [HEAD.rstrip(), r"\pagestyle{myheadings}"]
    for part in parts:
        found.append(
            rf"\clearpage\setcounter{{page}}{{1}}\markright{{{literal(part.name)}}}"
            + f"\n{_headed(part.title)}"
        )
        found += map(_block, part.blocks)
    return "\n\n".join([*found, r"\end{document}"]) + "\n"


def _headed(title: str) -> str:
    return rf"{{\LARGE\bfseries {literal(title)}\par}}"


def literal(text: str) -> str:
    """A text in which nothing is a command; a letter that LaTeX has no font for becomes a question mark."""
    return "".join(SPECIAL.get(sign) or (sign if _printable(sign) else "?") for sign in text)


def _printable(sign: str) -> bool:
    return sign.isascii() or (ord(sign) <= LAST_LATIN and unicodedata.category(sign)[0] == "L")


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return rf"\{'sub' * (level - 1)}section*{{{literal(text)}}}"
        case Words(text=text, lead=lead):
            return rf"\textbf{{{literal(lead)}}} {literal(text)}\nopagebreak" if lead else literal(text)
        case Sketch():
            return _sketch(block)
        case _:
            return _display(block)


def _display(rows: Display) -> str:
    body = " \\\\\n  ".join(f"{left} & {right}" for left, right in rows)
    return rf"\fit{{$\displaystyle\begin{{aligned}}{'{}'}" + f"\n  {body}\n" + r"\end{aligned}$}"


def _sketch(drawn: Sketch) -> str:
    font = rf"\fontsize{{{drawn.points}}}{{{drawn.points + 1}}}\selectfont"
    lines = [rf"\fit{{\begin{{tikzpicture}}[x=1cm,y=-1cm,font={font}]"]
    for edge in drawn.edges:
        (x0, y0), (x1, y1) = edge.start, edge.end
        style = "gray,dashed" if edge.below else "gray"
        lines.append(rf"\draw[{style}] ({x0},{y0}) -- ({x1},{y1});")
    ink = ink_of(drawn.quantity)
    for edge in drawn.edges:
        if edge.number is not None:
            x, y = edge.label
            lines.append(
                rf"\node[fill=white,inner sep=1pt] at ({x:.3f},{y:.3f}) {{{_number(edge.number, ink)}}};"
            )
    lines += [rf"\node at ({x},{y}) {{$\vdots$}};" for x, y in drawn.gaps]
    for spot in drawn.spots:
        inside = r"\\".join(_number(*one) for one in spot.inked)
        shape = f"circle,draw,fill=white,align=center,inner sep=0pt,minimum size={2 * drawn.radius:.3f}cm"
        lines.append(rf"\node[{shape}] at ({spot.x},{spot.y}) {{{inside}}};")
    return "\n".join([*lines, rf"\end{{tikzpicture}}}}\emph{{{literal(drawn.caption)}}}"])


def _number(text: str, ink: str) -> str:
    mantissa, _, power = text.partition("e")
    if not text:
        return r"\towrite"
    said = rf"${mantissa}\cdot 10^{{{power}}}$" if power else f"${text}$"
    return rf"\{ink}{{{said}}}" if ink else said
