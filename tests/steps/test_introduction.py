"""What a newcomer is told of a walk."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.core.loss import LOSSES
from simulator.files.gallery import EXAMPLES, example
from simulator.steps.formulas.notation import NOTATIONS, NOTES, Notation
from simulator.steps.step import PHASE_TITLES
from simulator.steps.timeline import steps_of
from simulator.steps.words.introduction import PHASES, letters, phases

BARE = str.maketrans("", "", "{}^_ ")


def test_every_phase_says_what_happens_there() -> None:
    assert list(PHASES) == list(PHASE_TITLES)
    assert all(said.endswith(".") for _, _, said in phases())


@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_is_spelled_out(loss: str) -> None:
    [said] = [name for latex, name in letters(LOSSES[loss]) if latex == "F"]
    assert said.endswith(f", {LOSSES[loss].title}")
    assert any(word in said for word in ("squared error", "cross-entropy"))


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_letter_of_the_walk_has_its_name(name: str, batch: int) -> None:
    """Whatever stands in the formulas of an update, but Σ, σ, φ and what is a quotient of these letters."""
    session = example(name).session
    if batch > 1:
        session = replace(
            session,
            X=np.resize(session.X, (2, session.X.shape[1])),
            T=np.resize(session.T, (2, session.T.shape[1])),
            batch_size=2,
        )
    told = {latex for latex, _ in letters(LOSSES[session.loss], batch=batch > 1)}
    roles = {sign.latex for sign in NOTES.signs.values() if "frac" not in sign.latex and len(sign.latex) < 8}
    used = set()
    for step in steps_of(session):
        if step.update == 1:
            for letter in step.letters:
                latex = getattr(letter, "latex", "")
                bare = latex.replace("^{T}", "").replace(r"\hat{", "").rstrip("}")
                used |= {bare} & roles
    assert len(used) > 5
    columns = {capital.lower() for capital in told} if batch > 1 else set()  # y, one column of Y
    assert used <= told | columns


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=lambda one: one.name)
def test_the_sign_of_products_by_entry_has_its_name_where_it_stands(notation: Notation) -> None:
    session = example(EXAMPLES[0]).session
    stands = any(r"\odot" in step.symbolic for step in steps_of(session, notation=notation))
    told = {latex for latex, _ in letters(LOSSES[session.loss], notation)}
    assert (r"\odot" in told) == stands == notation.turned
