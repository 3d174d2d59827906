"""The hand-out is read back by programs that did not write it: of Markdown, of LaTeX, of PDF."""

import re
import sys
from fractions import Fraction
from io import BytesIO

import numpy as np
import pypdf
import pypdfium2
import pytest
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexEnvironmentNode, LatexMacroNode, LatexWalker

from simulator import InputError, Network
from simulator.core.initialise import initialise
from simulator.files.gallery import example
from simulator.files.handouts.handout import FORMATS, handout
from simulator.files.handouts.handout_formula import displays
from simulator.files.handouts.letter_ink import without_ink
from simulator.files.handouts.pdf import string, typst_text
from simulator.files.handouts.typst_math import typst_math
from simulator.files.untrusted.titles import LONGEST, one_line
from simulator.steps.formulas.digits import FULL, shown
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..core.networks import ALL_NAMES
from ..grids import grid
from .walks import HOSTILE, IDS, WALKS, walk

NOTES = example("notes-4-layer").session
GENERIC = walk(7, (2, 3, 2, 2), ("tanh", "sigmoid", "identity"), "tse", "gradients-first", updates=3)
IN_PICTURES = 4  # digits, where more were asked for
MATRIX = re.compile(r"\\begin\{bmatrix\} (.*?) \\end\{bmatrix\}")


def formulas(markdown):
    return re.findall(r"^\$\$\n(.*?)\n\$\$$", markdown, re.M)


def pdf_text(content):
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(page.extract_text() for page in pages).replace("−", "-")


def text_of(content, format):
    """What a reader sees, powers of ten as e-5, and no space behind a minus sign."""
    text = pdf_text(content) if format == "pdf" else content.decode().replace("−", "-")
    text = re.sub(r"\\cdot 10\^\{(-?\d+)\}|\s*⋅\s*10\s*(-?\s*\d+)", lambda m: "e" + (m[1] or m[2]), text)
    return re.sub(r"-\s+", "-", text)


def has_number(text, number, format="md"):
    """The number, not as a part of a longer one; in a PDF the pieces of a bracket may touch it."""
    before = "" if format == "pdf" else r"(?<!\d)(?<!\d\.)"
    return re.search(rf"{before}{re.escape(number)}(?!\.?\d)", text) is not None


def results(session, numbers):
    """Every result of these updates, with where it comes from; what was given is none."""
    for u in (session.walked[i - 1] for i in numbers):
        arrays = {f"{q}{l}": x for q in ("n", "S", "dW", "db") for l, x in getattr(u.run, q).items()}
        arrays |= {f"a{l}": x for l, x in u.run.a.items() if l > 1}
        arrays |= {f"A{l}": x for l, x in u.run.slopes.items() if u.before.activation[l] != "identity"}
        arrays |= {
            f"{p}{l}": x
            for p in "Wb"
            for l, x in getattr(u.after, p).items()
            if f"{p}{l}" not in u.after.frozen
        }
        arrays |= {"e": u.run.e, "F": np.asarray(u.run.loss)}
        for where, array in arrays.items():
            for value in array.ravel().tolist():
                yield f"{where} in {u.number}", value


# The numbers and formulas


@grid(format=[*FORMATS], digits=[2, 3, 6])
def test_every_number_of_the_chosen_updates_is_there(format, digits):
    """Read from the file, at the digits asked for, and F after."""
    text = text_of(handout(GENERIC, digits=digits, updates=(1, 2), format=format), format)
    for where, value in results(GENERIC, (1, 2)):
        assert has_number(text, shown(value, digits), format), f"{where}: {shown(value, digits)}"
    for u in GENERIC.walked[:2]:
        assert has_number(text, shown(u.loss_after, digits), format)


@pytest.mark.parametrize("format", FORMATS)
def test_all_digits(format):
    """As many as float64 needs to be read back."""
    text = text_of(handout(GENERIC, digits=FULL, format=format), format)
    for where, value in results(GENERIC, (1,)):
        assert has_number(text, shown(value, FULL), format), where


@grid(12, session=dict(zip(IDS, WALKS, strict=True)))
def test_the_formulas_are_the_steps_own(session):
    """Row after row they hold the step's letters and its line of numbers, and nothing is lost in between."""
    for step in steps_of(session):
        for digits in (3, FULL):
            whole = " ".join(f"{left} {right}" for rows in displays(step, digits) for left, right in rows)
            bare = without_ink(whole).replace(r"\quad ", "").replace(" ", "")
            name, *ways = step.numbered.replace(" ", "").split("=")
            each = [f"{name}={way}" for way in ways]  # S = A ∂φ/∂y = y − t: two ways, each on its own
            assert all(one in bare for one in each) or step.numbered.replace(" ", "") in bare, step.title
            for line in step.lines:
                numbers = line.latex(digits).replace(" ", "").removeprefix("{F}=")
                assert numbers in bare, f"{step.title}: {numbers} is not in {bare}"


@pytest.mark.parametrize("session", WALKS[::4], ids=IDS[::4])
def test_the_first_sign_says_whether_the_factors_are_rounded(session):
    """ "=" before factors that are printed with every digit they have, else "≈"."""
    seen = set()
    for step in steps_of(session):
        if step.kind not in ("n", "dW", "update_W"):
            continue
        u = session.walked[step.update - 1]
        l = step.layer
        factors = {
            "n": (u.before.W[l], u.run.a[l - 1], u.before.b[l]),
            "dW": (u.run.a[l - 1], u.run.S[l]),
            "update_W": (u.before.W[l], u.run.dW[l] if f"W{l}" not in u.before.frozen else u.before.W[l]),
        }[step.kind]
        exact = all(Fraction(shown(v)) == Fraction(repr(v)) for x in factors for v in x.ravel().tolist())
        whole = " ".join(right for _, right in displays(step, 3)[0])
        before_factors = whole[: whole.index(r"\begin{bmatrix}")].split()[-1]
        assert before_factors == ("=" if exact else r"\approx"), step.title
        seen.add(exact)
    assert False in seen


def test_every_step_is_there_under_its_number_in_the_order_of_the_lecture():
    """And the three pictures."""
    text = handout(NOTES).decode()
    titles = [f"**{i}. {step.title}.**" for i, step in enumerate(steps_of(NOTES), 1) if step.update == 1]
    places = [text.index(title.replace("−", "−")) for title in titles]
    assert places == sorted(places)
    assert len(titles) == 26
    assert re.findall(r"^## (.*)", text, re.M) == [
        "The rules",
        "Given",
        "Forward",
        "Error",
        "Backward",
        "Update",
    ]
    assert text.count("```mermaid") == 3


def test_pictures_of_markdown_colour_their_edges_by_sign_and_size():
    """Blue below 0, orange above, the largest widest; those to be written all alike."""
    pictures = re.findall(r"```mermaid\n(.*?)```", handout(NOTES).decode(), re.S)
    sheet = re.findall(r"```mermaid\n(.*?)```", handout(NOTES, blanks=True).decode(), re.S)
    u = NOTES.walked[0]
    for text, of in zip(pictures, (u.before.W, u.run.dW, u.after.W), strict=True):
        ways = re.findall(r"layer(\d)_(\d) [-.]+.*layer\d_(\d)$", text, re.M)
        values = [of[int(l) + 1][int(r) - 1, int(c) - 1] for l, r, c in ways]
        looks = {
            int(i): (bytes.fromhex(colour), float(px))
            for places, colour, px in re.findall(
                r"linkStyle ([\d,]+) stroke:#(\w+),stroke-width:([\d.]+)px", text
            )
            for i in places.split(",")
        }
        assert sorted(looks) == [*range(len(values))]
        sizes = [(abs(value), looks[i][1]) for i, value in enumerate(values)]
        assert [px for _, px in sorted(sizes)] == sorted(px for _, px in sizes)
        assert max(px for _, px in sizes) >= 2 * min(px for _, px in sizes)
        for i, value in enumerate(values):
            red, _, blue = looks[i][0]
            assert value == 0 or (red > blue) == (value > 0) or abs(value) < 0.3 * max(sizes)[0]
    assert [len(re.findall("linkStyle", text)) for text in sheet[1:]] == [1, 1]


def test_numbers_to_check_by_hand():
    """The README's table, read from the Markdown."""
    text = handout(NOTES).decode()
    for number in (
        r"\begin{bmatrix} -0.34 \\ 0.43 \end{bmatrix}",
        r"\begin{bmatrix} -1.2 \\ 1 \end{bmatrix}",
    ):
        assert number in text
    assert r"{S_{3}} = {A_{3}} {W_{4}} {S_{4}} = " in text
    assert "F 0.61 → 0.211" in text


def test_any_updates():
    """What a chosen update starts from is given where the one before is not in the hand-out."""
    text = handout(GENERIC, updates=(3, 1)).decode()
    assert (
        text.index("# Update 1") < text.index("Given: the network before update 3") < text.index("# Update 3")
    )
    assert "# Update 2" not in text
    value = shown(float(GENERIC.walked[2].before.W[3][1, 1]))
    assert has_number(text[text.index("before update 3") : text.index("# Update 3")], value)
    both = handout(GENERIC, updates=(2, 3)).decode()
    assert "Given: the network before update 2" in both
    assert "before update 3" not in both


def test_as_you_go_both_S_are_side_by_side():
    """The S that the old W gives, and the one that was used."""
    session = walk(3, (2, 3, 2), ("tanh", "identity"), "tse", "as-you-go")
    text = handout(session).decode()
    u = session.walked[0]
    for S in (u.run.S[2], u.truth.S[2]):
        assert r" \\ ".join(shown(v) for v in S.tolist()) in text
    assert r"\text{with the old }{W}" in text
    assert "Backward and update, layer by layer" in text


# The work-sheet


@grid(session={"generic": GENERIC, IDS[11]: WALKS[11]}, updates=[(1,), (1, 2), (2,)], format=[*FORMATS])
def test_a_worksheet_gives_no_result_away(session, updates, format):
    """And gives all that is given; its key has the results."""
    updates = [u for u in updates if u <= session.updates]
    if not updates:
        return
    sheet = text_of(handout(session, digits=6, blanks=True, updates=updates, format=format), format)
    key = text_of(handout(session, digits=6, updates=updates, format=format), format)
    u = session.walked[updates[0] - 1]
    given = [u.run.x, u.run.t, *u.before.W.values(), *u.before.b.values()]
    later = [session.walked[i - 1].run for i in updates]
    given += [x for run in later for x in (run.x, run.t)]
    known = {shown(v, digits) for x in given for v in x.ravel().tolist() for digits in (6, IN_PICTURES)}
    for number in {shown(v, 6) for x in given for v in x.ravel().tolist()}:
        assert has_number(sheet, number, format)
    asked = 0
    for where, value in results(session, updates):
        number = shown(value, 6)
        if len(number) > 5 and number not in known:
            for written in {number, shown(value, IN_PICTURES)} - known:
                assert not has_number(sheet, written, format), f"{where}: {written}"
            assert has_number(key, number, format), f"{where}: {number}"
            asked += 1
    assert asked > 5


def test_a_box_for_every_entry():
    """n₂ of three neurons has three, and none stands where a number is given."""
    text = handout(NOTES, blanks=True).decode()
    n2 = next(f for f in formulas(text) if f.startswith("{n_{2}} ="))
    assert n2.count(r"\boxed") == 3
    assert MATRIX.findall(n2)[0] == r"0.4 & 0.6 \\ 0.8 & -0.9 \\ -0.6 & 0.7"
    W4 = [
        f
        for f in formulas(text)
        if f.startswith(r"\begin{aligned} {W_{4}}") or f.startswith("{W_{4}} \\left")
    ]
    assert sum(f.count(r"\boxed") for f in W4) == 8  # the gradient and the new W
    assert "0.211" not in text


def test_sheet_and_key_number_their_steps_alike():
    """So that one can lie beside the other."""
    steps = [re.findall(r"^\*\*(\d+)\. ", handout(NOTES, blanks=b).decode(), re.M) for b in (True, False)]
    assert steps[0] == steps[1] == [str(i) for i in range(1, 27)]


# Read by others


@grid(6, session=dict(zip(IDS, WALKS, strict=True)), blanks=[False, True])
def test_every_formula_can_be_read_by_others(session, blanks):
    """As MathML, as a tree of LaTeX with balanced groups, and as Typst."""
    text = handout(session, blanks=blanks).decode()
    found = formulas(text)
    assert text.count("$$") == 2 * len(found)
    for latex in dict.fromkeys(found):
        LatexWalker(latex, tolerant_parsing=False).get_latex_nodes()
        assert convert(latex).startswith("<math")


@grid(5, session=dict(zip(IDS, WALKS, strict=True)))
def test_the_pdf_opens(session):
    """Whatever the activations, losses and orders."""
    content = handout(session, format="pdf", title="A walk")
    reader = pypdf.PdfReader(BytesIO(content))
    assert reader.metadata.title == "A walk: worked solution"
    assert len(reader.pages) > 1
    assert "Letters with a hat" in reader.pages[0].extract_text()


@grid(5, session=dict(zip(IDS, WALKS, strict=True)), blanks=[False, True])
def test_the_latex_is_a_tree(session, blanks):
    """Environments and groups closed; only macros that the head's packages have."""
    text = handout(session, blanks=blanks, format="tex", title=r"\input{x}").decode()
    body = text[text.index(r"\begin{document}") :]
    nodes, *_ = LatexWalker(body, tolerant_parsing=False).get_latex_nodes()
    (document,) = [node for node in nodes if isinstance(node, LatexEnvironmentNode)]
    assert document.environmentname == "document"
    assert text.count(r"\begin{tikzpicture}") == text.count(r"\end{tikzpicture}") == 3
    used = set(re.findall(r"\\([a-zA-Z]+)", body))
    assert used <= MACROS, used - MACROS


MACROS = {
    *("begin", "end", "LARGE", "bfseries", "par", "section", "subsection", "fit", "displaystyle", "textbf"),
    *("emph", "nopagebreak", "draw", "node", "fontsize", "selectfont", "towrite", "boxed", "phantom", "Big"),
    *("left", "right", "frac", "tfrac", "hat", "operatorname", "text", "sum", "Sigma", "alpha", "sigma"),
    *("varphi", "partial", "cdot", "odot", "times", "leftarrow", "approx", "to", "vdots", "cdots", "lVert"),
    *("rVert", "Vert", "quad", "qquad", "ln", "tanh", "max", "textbackslash", "textasciicircum"),
    *("textquotesingle", "inkW", "inka", "inkn", "inkS"),
}


@pytest.mark.parametrize("name", ["notes-4-layer", "mazur-half", "softmax-2-3-3"])
def test_the_tikz_picture_has_the_numbers(name):
    """In the first picture n and a of every neuron."""
    session = example(name).session
    text = handout(session, format="tex").decode()
    drawn = text[text.index(r"\begin{tikzpicture}") : text.index(r"\end{tikzpicture}")]
    run = session.walked[0].run
    for l, n in run.n.items():
        for above, below in zip(n.tolist(), run.a[l].tolist(), strict=True):
            assert rf"{{\inkn{{${shown(above)}$}}\\\inka{{${shown(below)}$}}}};" in drawn


# The pages


def ink_outside(page, margin_mm=8):
    """Whether anything is drawn nearer to the page's edge than this."""
    picture = np.asarray(page.render(scale=1).to_pil().convert("L"))
    m = round(margin_mm / 25.4 * 72)
    inside = picture[m:-m, m:-m].size
    return (picture < 250).sum() > (picture[m:-m, m:-m] < 250).sum() and inside > 0


@grid(
    session={"notes": NOTES, IDS[16]: WALKS[16], IDS[29]: WALKS[29]}, digits=[3, FULL], blanks=[False, True]
)
def test_nothing_is_cut_off(session, digits, blanks):
    """A4, and the margins are white."""
    for page in pypdfium2.PdfDocument(handout(session, digits=digits, blanks=blanks, format="pdf")):
        assert [round(side) for side in page.get_size()] == [595, 842]
        assert not ink_outside(page)


@pytest.mark.parametrize(("blanks", "least", "most"), [(False, 3, 4), (True, 4, 5)])
def test_the_notes_example_is_a_few_pages(blanks, least, most):
    """To be handed out."""
    pages = pypdf.PdfReader(BytesIO(handout(NOTES, blanks=blanks, format="pdf"))).pages
    assert least <= len(pages) <= most


def large(*widths):
    names = [*["tanh"] * (len(widths) - 2), "softmax"]
    rng = np.random.default_rng(1)
    return Session(
        initialise(widths, names, "glorot", 1),
        [rng.normal(size=widths[0])],
        [np.eye(widths[-1])[0]],
        "tce",
        0.1,
        1,
    )


def test_a_large_network_is_elided_and_says_so():
    """64-32-10: the first three, the last, and the size beside it."""
    session = large(64, 32, 10)
    text = handout(session).decode()
    assert "A matrix with more than 12 rows or 7 columns shows the first 3 and the last" in text
    assert r"_{64\times 32}" in text
    assert len(text) < 40_000
    assert "A picture of 299 edges is left out here" in text
    content = handout(session, format="pdf")
    document = pypdfium2.PdfDocument(content)
    assert len(document) <= 12
    assert len(content) < 1_000_000
    assert not any(ink_outside(page) for page in document)


# Titles


def rendered(markdown):
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown.splitlines()[0])


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_in_markdown(title):
    """One heading, whose text is the title and which holds no element at all."""
    text = handout(NOTES, title=title).decode()
    html = rendered(text)
    inside = re.fullmatch(r"<h1>(.*)</h1>\n", html)[1]
    assert "<" not in inside
    assert text.splitlines()[1] == ""
    for sign, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        inside = inside.replace(entity, sign) if sign != "&" else inside.replace("&amp;", "&")
    assert inside.replace("\u200c", "") == f"{one_line(title)}: worked solution"
    assert not re.search(r"(?<!\\)\$", text.splitlines()[0])
    assert not re.search(r"https?://|www\.", text.splitlines()[0])


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_in_latex(title):
    """No macro but those that stand for one character, and the title comes back."""
    line = next(x for x in handout(NOTES, title=title, format="tex").decode().splitlines() if r"\LARGE" in x)
    nodes, *_ = LatexWalker(line, tolerant_parsing=False).get_latex_nodes()
    assert len(nodes) == 1
    allowed = {"LARGE", "bfseries", "par", *"{}$&#%_", *SIGNS}
    used = {node.macroname for node in walked(nodes) if isinstance(node, LatexMacroNode)}
    assert used <= allowed, used - allowed
    if title.isascii():
        context = get_default_latex_context_db()
        context.add_context_category(
            "signs", macros=[MacroTextSpec(name, sign) for name, sign in SIGNS.items()], prepend=True
        )
        shown_title = LatexNodes2Text(context, keep_comments=True).nodelist_to_text(nodes).strip()
        wanted = f"{one_line(title)}: worked solution"
        assert "".join(shown_title.split()) == "".join(wanted.split())


SIGNS = {
    **{"textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~", "textless": "<"},
    **{"textgreater": ">", "textbar": "|", "textquotedbl": '"', "textasciigrave": "`"},
    **{"textquotesingle": "'", "partial": "∂", "ldots": "…"},
}


def walked(nodes):
    for node in nodes or ():
        if node is not None:
            yield node
            yield from walked(getattr(node, "nodelist", None))


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_text_in_a_pdf(title):
    """No link, no file, no script; and the words are the title's."""
    reader = pypdf.PdfReader(BytesIO(handout(NOTES, title=title, format="pdf")))
    assert reader.metadata.title == f"{one_line(title)}: worked solution"
    assert not reader.attachments
    assert all("/Annots" not in page for page in reader.pages)
    assert "root:" not in reader.pages[0].extract_text()
    if title.isascii():
        first = "".join(reader.pages[0].extract_text().split())
        assert first.startswith("".join(one_line(title).split())[:40])


@pytest.mark.parametrize("text", [*HOSTILE, "", '"', "\\", '\\"'])
def test_a_string_of_typst_holds_any_text(text):
    """Its quotes and backslashes come in pairs, so it ends where it should."""
    inside = string(one_line(text))[1:-1]
    assert re.fullmatch(r'(?:[^"\\]|\\["\\])*', inside)
    assert re.sub(r'\\(["\\])', r"\1", inside) == one_line(text)


def test_titles_are_short_and_on_one_line():
    """Whatever is in them."""
    assert one_line("a\n\tb\u2028 c\x00") == "a b c"
    assert len(one_line("x" * 5000)) == LONGEST
    assert handout(NOTES).decode().startswith("# Backpropagation by hand\\: worked solution\n")


# Refusals


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"format": "docx"}, "the format must be one of md, tex, pdf; got 'docx'"),
        ({"digits": 1}, "digits must be one of 2, 3, 4, 5, 6, or 0 for all; got 1"),
        ({"updates": ()}, "updates must be among the session's, 1 to 5, at least one; got []"),
        ({"updates": (6,)}, "updates must be among the session's, 1 to 5, at least one; got [6]"),
        ({"updates": (0, 1)}, "updates must be among the session's, 1 to 5, at least one; got [0, 1]"),
        ({"updates": 1}, "updates must be whole numbers from 1, such as (1, 2); got 1"),
        ({"updates": (1.5,)}, "updates must be whole numbers from 1, such as (1, 2); got (1.5,)"),
    ],
)
def test_what_is_refused(wrong, message):
    """In one sentence each."""
    with pytest.raises(InputError) as refused:
        handout(NOTES, **wrong)
    assert str(refused.value) == message


def test_what_is_too_large():
    """A work-sheet that would not print all it gives, a walk too long for paper, a network too wide."""
    with pytest.raises(InputError, match=r"a work-sheet needs layers of at most 7 neurons.*; layer 1 has 64"):
        handout(large(64, 32, 10), blanks=True)
    many = Session(NOTES.network, NOTES.X, NOTES.T, updates=30)
    with pytest.raises(
        InputError, match="a hand-out holds at most 400 steps; 30 updates of 4 layers are 780"
    ):
        handout(many, updates=range(1, 31))
    assert len(steps_of(many)) == 780
    wide = Network.from_arrays([np.zeros((200, 101))], [np.zeros(101)], ["tanh"])
    with pytest.raises(InputError, match="a hand-out is for at most 20000 weights; this network has 20200"):
        handout(Session(wide, [[0.0] * 200], [[0.0] * 101]))


def test_without_typst(monkeypatch):
    """The sentence says what to install; the other formats need nothing."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(InputError, match=r"needs the package typst.*pip install typst brings it$"):
        handout(NOTES, format="pdf")
    assert handout(NOTES, format="tex")


# LaTeX to Typst


@pytest.mark.parametrize(
    ("latex", "typst"),
    [
        (r"{S_{4}} = -2 {A_{4}}", "S_(4) = - 2 A_(4)"),
        (r"{W_{2}^{T}}", "W_(2)^(T)"),
        (r"{n_{3,2}}", r"n_(3 \, 2)"),
        (r"{\frac{\partial F}{\partial W_{4}}}", "frac(partial F, partial W_(4))"),
        (r"\begin{bmatrix} 1 & -2 \\ \vdots & 3 \end{bmatrix}", 'mat(delim: "[", 1 , - 2; dots.v , 3)'),
        (r"\text{with the old }W", '"with the old " W'),
    ],
)
def test_the_formulas_in_typst(latex, typst):
    """Piece by piece."""
    assert typst_math(latex) == typst


@pytest.mark.parametrize("latex", [r"\input{x}", "{a", "a}", r"\begin{matrix} 1 \end{matrix}", r"\frac{1}{2"])
def test_a_formula_of_another_kind_is_an_error(latex):
    """Nothing is passed on that was not understood."""
    with pytest.raises(ValueError, match="a formula must"):
        typst_math(latex)


def test_typst_is_given_texts_only_as_strings():
    """A # that is not one of the writer's own calls would be code."""
    text = typst_text("#read $x$", [])
    assert text.count('"#read $x$"') == 2
    assert "#read" not in text.replace('"#read $x$"', "")


@pytest.mark.parametrize("name", ALL_NAMES)
def test_every_activation_can_be_set_as_pdf(name):
    """Roots and bars too."""
    net = Network.from_arrays([[[0.5]], [[1.0]]], [[0.1], [0.2]], [name, "identity"])
    assert handout(Session(net, [[1.0]], [[0.5]]), format="pdf").startswith(b"%PDF")
