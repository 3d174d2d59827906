"""Sheets of an exercise and their key are read back by programs that did not write them: PDF, LaTeX, CSV."""

import csv
import io
import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pypdf
import pytest
from pylatexenc.latexwalker import LatexMacroNode, LatexWalker

from simulator import InputError, Network, descend, exercise, propagate
from simulator.files.gallery import example
from simulator.files.practice.course import sheets
from simulator.files.practice.questions import QUANTITIES, questions
from simulator.files.practice.variants import MOST, checked_names, drawn, names_from, seed_of, variants_of
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.session import Session

HOSTILE = r"Ada \input{x} <b> & _$ ]#"


def made(
    seed: int, sigma: tuple[str, ...] = ("relu", "identity"), loss: str = "tse", outputs: int = 2
) -> Session:
    """A 2-3-2, or with more outputs, with one decimal in every weight."""
    rng = np.random.default_rng(seed)

    def numbers(*shape: int) -> Any:
        return rng.choice([-0.9, -0.7, -0.4, -0.3, 0.2, 0.3, 0.6, 0.8], shape)

    net = Network.from_arrays(
        [numbers(2, 3), numbers(3, outputs)], [numbers(3), numbers(outputs)], list(sigma)
    )
    t = rng.choice([0.25, 0.3125, 0.375, 0.4375], outputs)
    t[-1] = 1 - t[:-1].sum()
    return Session(net, numbers(2), t, loss, 0.5)


def rows(files: dict[str, bytes]) -> list[dict[str, str]]:
    """The table of answers as another reader of CSV has it."""
    (content,) = files.values()
    return [*csv.DictReader(io.StringIO(content.decode(), newline=""))]


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def macros(nodes: Any, name: str) -> int:
    """How many commands of this name a reader of LaTeX finds, however deep."""
    count = 0
    for node in nodes or []:
        count += isinstance(node, LatexMacroNode) and node.macroname == name
        for inside in ("nodelist", "nodeargd"):
            found = getattr(node, inside, None)
            count += macros(getattr(found, "argnlist", found), name)
    return count


@pytest.mark.parametrize(
    ("sigma", "loss"),
    [(("relu", "identity"), "tse"), (("tanh", "softmax"), "tce"), (("sigmoid",) * 2, "bce")],
)
def test_the_answers_are_those_of_the_core(sigma: tuple[str, ...], loss: str) -> None:
    """Every row of the table, held against a pass and an update of its own, W's turned where it is."""
    tables = {}
    for notation in NOTATIONS.values():
        session = made(3, sigma, loss)
        found = rows(sheets({"7": session}, format="csv", points={"S": 2}, notation=notation.name))
        check_answers(session, loss, found, notation.turned)
        tables[notation.name] = sorted((row["quantity"], row["layer"], row["answer"]) for row in found)
    assert tables["notes"] == tables["delta"] == tables["pytorch"]


def test_what_ends_is_written_so_in_the_table() -> None:
    """An exercise of exact numbers has no digits of binary arithmetic in its answers, and no −0."""
    exact = {name: exercise((2, 3, 2), ("relu", "identity"), seed=seed_of(name)) for name in ("Ada", "Zoë")}
    given = {name: variants_of(one)[0].session for name, one in exact.items()}
    for row in rows(sheets(given, format="csv")):
        _, _, decimals = row["answer"].partition(".")
        assert len(decimals) <= 2 and row["answer"] != "-0.0", row


def check_answers(session: Session, loss: str, found: list[dict[str, str]], turned: bool) -> None:
    run = propagate(session.network, session.X[0], session.T[0], loss)
    new = descend(session.network, run, 0.5)
    arrays = {
        "n": run.n,
        "a": run.a,
        "A": run.A,
        "S": run.S,
        "dW": run.dW,
        "db": run.db,
        "W": new.W,
        "b": new.b,
    }
    assert {row["quantity"] for row in found} == {*QUANTITIES} - {"db"}
    for row in found:
        place = tuple(int(row[name]) - 1 for name in ("row", "column") if row[name])
        if turned:
            place = place[::-1] if row["quantity"] in ("W", "dW") else place * 2 if len(place) == 1 else place
            place = place if row["quantity"] in ("W", "dW", "A") else place[:1]
        array = {"e": run.e, "F": np.asarray(run.loss)}.get(row["quantity"])
        truth = arrays[row["quantity"]][int(row["layer"])] if array is None else array
        assert float(row["answer"]) == pytest.approx(float(truth[place]), rel=1e-12, abs=1e-15)
        assert (row["variant"], row["seed"]) == ("7", "7")
        assert float(row["points"]) == (2 if row["quantity"] == "S" else 1)


@pytest.mark.parametrize(
    ("sigma", "loss", "count"),
    [
        (("relu", "identity"), "tse", 58),
        (("tanh", "softmax"), "tce", 67),
        (("identity", "sigmoid"), "bce", 58),
    ],
)
def test_nothing_is_asked_twice_and_nothing_that_is_always_so(
    sigma: tuple[str, ...], loss: str, count: int
) -> None:
    """What is the same number, or one and the same, in twenty networks is a copy or no question."""
    found = [rows(sheets(made(seed, sigma, loss, outputs=3), format="csv")) for seed in range(20)]
    answers = np.array([[float(row["answer"]) for row in each] for each in found])
    places = [tuple(row[name] for name in ("quantity", "layer", "row", "column")) for row in found[0]]
    assert len(places) == count
    twice = [
        (places[i], places[j])
        for i, j in combinations(range(count), 2)
        if np.allclose(answers[:, i], answers[:, j], rtol=1e-9)
    ]
    assert twice == []
    assert [place for place, column in zip(places, answers.T, strict=True) if np.ptp(column) == 0] == []


def test_sheet_and_key_have_the_same_numbers_and_points() -> None:
    """In LaTeX as its reader sees it, in PDF page by page, and as many boxes as the table has rows."""
    given = {HOSTILE: made(1), "12": made(2)}
    count = len(rows(sheets(given, format="csv"))) // 2
    texts = {name: content.decode() for name, content in sheets(given, format="tex").items()}
    assert [*texts] == ["backpropagation-by-hand-sheets.tex", "backpropagation-by-hand-key.tex"]
    sheet, key = texts.values()
    for text in (sheet, key):
        walker = LatexWalker(text, tolerant_parsing=False)
        nodes = walker.get_latex_nodes()[0]
        assert macros(nodes, "boxed") == (2 * count if text is sheet else 0)
        assert macros(nodes, "clearpage") == 2 and macros(nodes, "input") == 0
    step = re.compile(r"\\textbf\{(\d+)\. .*?\} \((.*?)\)\\nopagebreak")
    asked = step.findall(sheet)
    assert asked == step.findall(key) and len(asked) == 26
    points = [int(number) for _, said in asked for number in re.findall(r"(\d+) points?", said)]
    assert sum(points) == 2 * count
    assert f"{count} numbers, {count} points in all" in sheet and f"{count} points in all" in key

    files = sheets(given, format="pdf")
    for name, content in files.items():
        for page, text in enumerate(pages(content)):
            assert (HOSTILE in text) or ("hand, 12" in text), f"page {page + 1} of {name} says whose it is"
    assert (
        len({"12" in text.splitlines()[-1] for text in pages(files["backpropagation-by-hand-sheets.pdf"])})
        == 2
    )
    assert ("Name:" in sheet) and sheet.count("Name:") == 1, "asked where a number alone is printed"


def test_what_is_given_is_printed_and_what_gives_an_answer_away_is_not() -> None:
    session = made(4)
    W = session.network.W
    long = Network.from_arrays(
        [W[2], [[0.123456789, -0.5], [0.25, 0.5], [1, 1]]], [[0.1] * 3, [0.2] * 2], ["relu", "identity"]
    )
    text = sheets(replace(session, network=long), steps=["n", "dW"], format="tex")[
        "backpropagation-by-hand-sheets.tex"
    ].decode()
    assert "0.123456789" in text, "rounded it would give other answers"
    steps = dict(re.findall(r"\\textbf\{(\d+)\. [^\n]*\n\n(.*?)(?=\n\n)", text, re.DOTALL))
    hidden = [number for number, step in steps.items() if "boxed" not in step and "bmatrix" not in step]
    # a of ReLU and of the identity tell n, e tells y, and the new W tells ∂F/∂W; F beside e is given.
    assert hidden == ["3", "5", "6", "15", "17"]
    assert re.search(r"\{F\} & .* (=|.approx) \d\.\d+\n", text)
    assert re.search(r"\\textbf\{3\. .*since it would tell n of layer 2", text)
    given = [step for number, step in steps.items() if number in ("8", "11")]
    assert all("bmatrix" in step and "boxed" not in step for step in given), "S is given"
    exact = sheets(replace(session, T=np.array([[1.0, 0]])), steps=["W"], format="tex")[
        "backpropagation-by-hand-sheets.tex"
    ].decode()
    assert r"\approx" not in exact, "numbers that end are printed as they are"


def test_frozen_parameters_are_given() -> None:
    net = replace(made(5).network, frozen=frozenset({"W2", "b3"}))
    found = {one.key: one.blanks for one in questions(replace(made(5), network=net))}
    assert found["W", 2] == found["b", 3] == ()
    assert len(found["W", 3]) == 6 and len(found["b", 2]) == 3


def test_a_name_is_the_same_seed_for_ever() -> None:
    """By sha256sum, in hexadecimal digits read by hand."""
    assert seed_of("Ada") == int("99a563ab", 16) % 2**31
    assert [seed_of(name) for name in ("0", "7", "2147483647")] == [0, 7, 2147483647]
    assert seed_of("2147483648") != 2147483648 and seed_of("007") != 7
    assert seed_of("Zoe\u0308") == seed_of("Zoë") and seed_of(" Ada ") == seed_of("Ada") != seed_of("ada")
    assert names_from("3") == ["1", "2", "3"] and names_from("Ada, Zoë;\n 12 ") == ["Ada", "Zoë", "12"]
    assert drawn(["Ada", "12"], lambda seed: seed) == {"Ada": seed_of("Ada"), "12": 12}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("", "got none"),
        ("0", "from 1 to 400"),
        ("401", "from 1 to 400"),
        ("Ada, Ada", "'Ada' comes twice"),
        ("Ada, " + "x" * 61, "at most 60 characters"),
        ("a\u202e, \u0007", "must have a letter"),
        (",".join(map(str, range(MOST + 1))), "at most 400 variants"),
    ],
)
def test_names_that_cannot_be_printed_are_refused(names: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        names_from(names)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": ["S1"]}, "one of 2 to 3"),
        ({"steps": ["T"]}, "some of n, a, e, F"),
        ({"steps": ["e2"]}, "some of n, a, e, F"),
        ({"steps": []}, "got nothing"),
        ({"steps": ["A3"]}, "leave none"),
        ({"points": -1}, "0 to 1000"),
        ({"points": {"Q": 1}}, "points must be for"),
        ({"format": "doc"}, "format must be one of"),
        ({"digits": 9}, "digits must be one of"),
    ],
)
def test_what_cannot_be_asked_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        sheets(made(1), **{"format": "tex"} | change)


def test_a_batch_and_an_update_rule_are_refused() -> None:
    batch = replace(made(1), X=np.ones((2, 2)), T=np.ones((2, 2)), batch_size=2)
    for session, words in ((batch, "one pair at a time"), (replace(made(1), rule="adam"), "plain descent")):
        with pytest.raises(InputError, match=words):
            sheets(session, format="csv")
    with pytest.raises(InputError, match="must be a Session or an Exercise; got int"):
        sheets({"Ada": 3}, format="csv")
    with pytest.raises(InputError, match="at most 7 neurons"):
        wide = Network.from_arrays([np.ones((2, 8))], [np.ones(8)], ["relu"])
        sheets(Session(wide, [1, 1], np.ones(8)), format="csv")
    assert checked_names(["Ada"]) == ["Ada"]


@pytest.mark.parametrize(("name", "letter"), [("delta", r"\delta"), ("pytorch", r"\partial L}{\partial z")])
def test_a_sheet_in_another_notation_has_none_of_the_notes_letters(name: str, letter: str) -> None:
    """And W, which is 2 × 3 in the notes, has three rows."""
    files = sheets(made(3, ("tanh", "softmax"), "tce"), format="tex", notation=name)
    for content in files.values():
        text = content.decode().partition(r"\begin{document}")[2]
        assert letter in text
        assert not re.search(r"\\(?:alpha|varphi)(?![a-z])|(?<![A-Za-z\\])[nSF](?![A-Za-z])", text)
        given = re.search(r"W\}?_\{?2\}?.{0,40}?\\begin\{bmatrix\}(.*?)\\end", text)
        assert given is None or given[1].count(r"\\") == 2
    sheet = next(content for end, content in files.items() if "sheets" in end).decode()
    assert "a row for each neuron on the right" in sheet


def test_an_example_of_the_gallery_has_a_sheet() -> None:
    files = sheets(example("notes-4-layer").session, steps="S", title="S by hand", digits=4)
    assert [*files] == ["s-by-hand-sheets.pdf", "s-by-hand-key.pdf"]
    first = pages(files["s-by-hand-sheets.pdf"])[0]
    assert "7 numbers, 7 points in all" in first and "4 decimals" in first
