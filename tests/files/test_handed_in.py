"""Answers that were handed in as text: read as they were typed, marked, or refused in a sentence."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, descend, exercise, propagate, save_network
from simulator.__main__ import main
from simulator.files.networks.load_save import model_json
from simulator.files.practice.handed_in import read_answers
from simulator.files.practice.variants import variants_of
from simulator.files.sessions.archive.session_file import Saved, write_session
from simulator.files.sessions.practice_answers import AnsweredStep
from simulator.files.sessions.screen import View
from simulator.steps.undo import Desk, Scene

MADE = exercise((2, 3, 2), ("relu", "identity"), seed=5)
RUN = propagate(MADE.network, MADE.x, MADE.t)
WIDTHS = (2, 3, 2)


def spelt(numbers) -> str:
    """As a person writes them: a minus of print, a decimal comma, blanks between."""
    return ", ".join(
        f"{round(float(each), 9) + 0.0:g}".replace("-", "−").replace(".", ",") for each in numbers
    )


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("S3 = −0,34, 0.43", [("S", 3, ["−0,34", "0.43"])]),
        ("S3: 0.340 1/3", [("S", 3, ["0.340", "1/3"])]),
        ("S_3 = 1 ,2 # so", [("S", 3, ["1", "2"])]),
        ("S3 = –, 2,", [("S", 3, ["", "2"])]),
        ("S3 = 1, –\ne = –, 1", [("S", 3, ["1", ""]), ("e", None, ["", "1"])]),
        ("e = 1; 2", [("e", None, ["1", "2"])]),
        ("F = 6,5", [("F", None, "6,5")]),
        ("A3 = 1 0; 0 1", [("A", 3, [["1", "0"], ["0", "1"]])]),
        ("dW3 = 1 2\n3 4\n\n5 6\nF = 1", [("dW", 3, [["1", "2"], ["3", "4"], ["5", "6"]]), ("F", None, "1")]),
    ],
)
def test_numbers_are_kept_as_they_were_typed(line, read):
    """With every digit, as digits count."""
    assert read_answers(line.encode(), WIDTHS) == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("z2 = 1 2 3", [("n", 2, ["1", "2", "3"])]),
        ("δ3 = 1 2", [("S", 3, ["1", "2"])]),
        ("delta_3 = 1 2", [("S", 3, ["1", "2"])]),
        ("dL/dz3 = 1 2", [("S", 3, ["1", "2"])]),
        ("∂C/∂W3 = 1 2; 3 4; 5 6", [("dW", 3, [["1", "2"], ["3", "4"], ["5", "6"]])]),
        ("dF/db3 = 1 2", [("db", 3, ["1", "2"])]),
        ("C = 1.5", [("F", None, "1.5")]),
        ("L = 1.5", [("F", None, "1.5")]),
        ("J3 = 1 0; 0 1", [("A", 3, [["1", "0"], ["0", "1"]])]),
    ],
)
def test_the_names_of_each_notation_are_read(line, read):
    """Also in a text that is else in the notes'; which way round W stands is said apart."""
    assert read_answers(line.encode(), WIDTHS) == read


@pytest.mark.parametrize("name", ["delta", "pytorch"])
def test_matrices_are_read_as_they_stand_in_the_notation(name, tmp_path, capsys):
    """Typed as L × H all is right; one wrong entry is named at its own row and column, and in its letters."""
    answers = tmp_path / "answers.txt"
    dW, W = RUN.dW[3].T, [spelt(row) for row in descend(MADE.network, RUN, 0.1).W[2].T]
    answers.write_text(f"dL/dW3 = {'; '.join(map(spelt, dW))}\nW2 = {'; '.join(W)}\n", encoding="utf-8")
    given = ["mark", str(answers), "--seed", "5", "--notation", name]
    assert main(given) == 0
    assert "wrong" not in capsys.readouterr().out
    wrong = dW.copy()
    wrong[0, 2] += 1
    answers.write_text(f"dW3 = {'; '.join(map(spelt, wrong))}", encoding="utf-8")
    marks = tmp_path / "marks.csv"
    assert main([*given, "--csv", str(marks)]) == 1
    said = capsys.readouterr().out
    letter = {"delta": "C", "pytorch": "L"}[name]
    assert f"∂{letter}/∂W₃,₁₃ is wrong" in said
    assert f"∂{letter}/∂W3: right, right, wrong" in said
    assert not re.search(r"(?<![A-Za-z])(?:n|S|F|α)(?![A-Za-z])", said.partition("points")[2]), said
    rows = [*csv.DictReader(io.StringIO(marks.read_text(encoding="utf-8")))]
    assert [(row["row"], row["column"]) for row in rows if row["verdict"] == "wrong"] == [("1", "3")]
    assert main(["mark", str(answers), "--seed", "5"]) == 2, "2 × 3 is not H × L"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "none was found"),
        (b"0.5, 1", "line 1 must begin with a name"),
        (b"S = 1, 2", "line 1: S needs its layer, as in S3; got S"),
        (b"F2 = 1", "e and F have no layer; got F2"),
        (b"\nS4 = 1", "line 2: the layer must be from 2 to 3; got S4"),
        (b"S3 = 1, 2\nS3 = 1, 2", "line 2: each quantity must come once"),
        (b"dW3 = 1 2; 3 4", "dW3 must have 3 × 2 numbers; got 2 × 2"),
        (b"W3 = 1 2; 3", "W3 must have rows of one length; got 2 and 1"),
        (b"F = 1, 2", "F must be one number; got 2"),
        (b"n2 = 1, 2, 3\nQ9 = 1", "line 2: the name must be e, F, or one of n, a, A"),
        (b"n2 = 1, 2, 3\nQ9 = 1", "got 'Q9'"),
        (b"n2 = 1, 2, 3, n3 = 1, 2", "line 1: each line must hold one quantity"),
        (b"S3 = 1,", "S3 must have 2 numbers; got 1; a comma at the end of a line adds no number: write –"),
        (b"dW3 = 1, 2\n3,\n5, 6", "got 2 and 1 and 2; a comma at the end"),
        (b"n2 = 1, 2", "n2 must have 3 numbers; got 2"),
        (b"F =", "F must have rows of one length; got none"),
        (b"\xff", "byte 1 is not"),
        (b"S3 = " + b"1 " * 6000, "at most 5,000 answers"),
        (b" " * 200_001, "at most 200,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, said):
    """In one sentence."""
    with pytest.raises(InputError) as refusal:
        read_answers(text, WIDTHS)
    assert said in str(refusal.value)


def test_a_folder_is_marked_and_the_marks_are_a_table(tmp_path, capsys):
    """One who is right, one who turned the sign, one whose file is none: what is said, and the status."""
    (tmp_path / "ada.txt").write_text(f"S3 = {spelt(RUN.S[3])}\ndb2 = {spelt(RUN.db[2])}\n", "utf-8")
    (tmp_path / "bob.txt").write_text(f"S3 = {spelt(-RUN.S[3])}\nF = {RUN.loss}\n", "utf-8")
    (tmp_path / "bad.txt").write_text("score = 100", "utf-8")
    table, to = tmp_path / "marks.csv", ["--seed", "5", "--csv", str(tmp_path / "marks.csv")]
    assert main(["mark", str(tmp_path / "ada.txt"), *to]) == 0
    assert main(["mark", str(tmp_path / "ada.txt"), str(tmp_path / "bob.txt"), *to]) == 1
    assert main(["mark", str(tmp_path), *to]) == 2
    out, err = capsys.readouterr()
    assert "ada.txt: 5 of 5 points" in out
    assert "bob.txt: 1 of 3 points\n  S3: wrong, wrong\n" in out
    assert "you turned the sign of e around" in out
    assert err.startswith("bad.txt: line 1: the name must be e, F, or one of") and err.endswith("'score'.\n")
    rows = [*csv.DictReader(io.StringIO(table.read_text("utf-8")))]
    assert [row["file"] for row in rows] == ["ada.txt"] * 5 + ["bob.txt"] * 3
    assert [row["points"] for row in rows] == ["1.0"] * 5 + ["0.0", "0.0", "1.0"]
    assert rows[5]["mistakes"].split(", ")[0] == "sign"


def test_the_exercise_may_be_a_network_file(tmp_path, capsys):
    """With x and t; without them it is refused, as is what no exercise can be."""
    answers = tmp_path / "ada.txt"
    answers.write_text(f"n2 = {spelt(RUN.n[2])}\nS2 = {spelt(RUN.S[2])}\n", "utf-8")
    file = tmp_path / "net.json"
    file.write_bytes(model_json(MADE.network, loss="tse", learning_rate=0.1, X=MADE.x[None], T=MADE.t[None]))
    assert main(["mark", "--network", str(file), str(answers)]) == 0
    for how in ({"loss": "tse"}, {"learning_rate": 0.1}):
        file.write_bytes(model_json(MADE.network, X=MADE.x[None], T=MADE.t[None], **how))
        assert main(["mark", "--network", str(file), str(answers)]) == 2
        assert "one pair, its loss and its learning rate" in capsys.readouterr().err
    save_network(MADE.network, file)
    assert main(["mark", "--network", str(file), str(answers)]) == 2
    assert main(["mark", "--seed", "1", "--rate", "0.3333", str(answers)]) == 2
    assert main(["mark", "--seed", "1", str(tmp_path / "none.txt")]) == 2
    said = capsys.readouterr().err
    assert "must have x and t" in said
    assert "at most 2 decimals" in said
    assert "none.txt" in said


def session_file(made, answered, **changes) -> bytes:
    """What somebody hands in who stepped through an exercise in the page."""
    session = replace(variants_of(made)[0].session, updates=3, **changes)
    scene = Scene("own", "Own", "", session, session)
    return write_session(Saved(Desk(scene), View(ask=True, answered=tuple(answered))))


def stepped() -> list[AnsweredStep]:
    """By operation and by neuron, also of a later update and to steps that there are not."""
    S, changed = RUN.S[3], MADE.network.W[3] - 0.1 * RUN.dW[3]
    W = {f"newW:3:{r + 1}:{c + 1}": spelt([x]) for (r, c), x in np.ndenumerate(changed)}
    return [
        AnsweredStep(1, "operation", 6, "once", {"S:3:1": spelt([-S[0]]), "S:3:2": spelt([-S[1]])}),
        AnsweredStep(1, "neuron", 1, "revealed", {"n:2:2": spelt([RUN.n[2][1]])}),
        AnsweredStep(1, "operation", 5, "", {"F": spelt([RUN.loss]), "e:3:1": "none"}),
        AnsweredStep(1, "operation", 14, "once", W),
        AnsweredStep(2, "operation", 20, "once", {"n:2:1": "7"}),
        AnsweredStep(1, "operation", 15, "once", {"momentum_W:2:1:1": "7", "n:9:1": "3"}),
    ]


def marked(path, table) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO((path / table).read_text("utf-8")))]


def test_a_session_file_is_marked_by_its_answers_alone(tmp_path, capsys):
    """How the file says that it went, and later updates, are not looked at."""
    (tmp_path / "ada.backprop").write_bytes(session_file(MADE, stepped()))
    assert main(["mark", str(tmp_path), "--seed", "5", "--csv", str(tmp_path / "marks.csv")]) == 1
    rows = marked(tmp_path, "marks.csv")
    found = {(row["quantity"], row["row"], row["column"]): row["verdict"] for row in rows if row["typed"]}
    right = {("n", "2", ""), ("F", "", "")} | {("W", str(r), str(c)) for r in (1, 2, 3) for c in (1, 2)}
    wrong = {("S", "1", ""): "wrong", ("S", "2", ""): "wrong", ("e", "1", ""): "not a number"}
    assert found == dict.fromkeys(right, "right") | wrong
    assert "you turned the sign of e around" in capsys.readouterr().out


def test_what_was_answered_first_is_marked_beside_what_it_was_corrected_to(tmp_path, capsys):
    corrected = {"S:3:1": spelt([RUN.S[3][0]]), "S:3:2": spelt([RUN.S[3][1]]), "n:2:1": spelt([RUN.n[2][0]])}
    first = corrected | {"S:3:1": "9.5", "S:3:2": ""}
    tried = AnsweredStep(1, "operation", 6, "corrected", corrected, first)
    (tmp_path / "eve.backprop").write_bytes(session_file(MADE, [tried]))
    how = ["--seed", "5", "--csv", str(tmp_path / "eve.csv")]
    assert main(["mark", str(tmp_path / "eve.backprop"), *how]) == 0
    told = capsys.readouterr().out
    assert "eve.backprop: 3 of 5 points, 1 at the first try" in told
    assert "S3: right (first 9.5, wrong), right (it was shown first)" in told
    assert "n2: right, not answered, not answered" in told
    rows = marked(tmp_path, "eve.csv")
    found = [(row["first"], row["first verdict"], row["points"], row["first points"]) for row in rows[:2]]
    assert found == [("9.5", "wrong", "1.0", "0.0"), ("", "", "1.0", "0.0")]


def test_a_session_file_of_another_exercise_or_of_later_updates_alone_is_refused(tmp_path, capsys):
    (tmp_path / "ada.backprop").write_bytes(session_file(MADE, stepped(), learning_rate=0.2))
    (tmp_path / "bob.backprop").write_bytes(session_file(MADE, stepped()[4:]))
    assert main(["mark", str(tmp_path), "--seed", "5"]) == 2
    assert main(["mark", str(tmp_path / "bob.backprop"), "--seed", "6"]) == 2
    said = capsys.readouterr().err
    assert said.count("it is of another") == 2 and "must have answers to steps of the first update" in said
