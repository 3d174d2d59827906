"""Scripts and notebook of a walk by an update rule compute its bits, and torch.optim agrees with them."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import InputError, Network
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.torch_script import torch_script
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of
from simulator.steps.undo import started_at
from tests.grids import grid
from tests.steps.ruled import SESSIONS

NAMES = [name for name in SESSIONS if "wide" not in name]


def deep(session: Session) -> Session:
    """With six layers, of which the text makes loops."""
    rng, widths = np.random.default_rng(3), (2, 3, 2, 2, 3, 2)
    W = [rng.normal(size=shape) for shape in pairwise(widths)]
    frozen = [name for name in session.network.frozen if name in ("W2[1,2]", "b2[3]", "b3")]
    net = Network.from_arrays(
        W, [rng.normal(size=n) for n in widths[1:]], ["tanh"] * 4 + ["identity"], frozen=frozen
    )
    return replace(session, network=net, state=None)


def later(session: Session) -> Session:
    """From what two updates left."""
    second = session.walked[1]
    return replace(session, network=second.after, state=second.state_after)


def held_since(session: Session) -> Session:
    """Frozen only after two updates, which left what counts as 0 from now on."""
    session = later(session)
    return replace(session, network=session.network.replace(frozen=["W2[1,2]", "b2", "b3[1]"]))


def midway(session: Session) -> Session:
    """From within the first update, where W2 and b2 have theirs and the rule counts none as made."""
    steps = steps_of(session)
    at = next(i for i, step in enumerate(steps) if (step.kind, step.layer) == ("update_b", 2))
    return started_at(session, "operation", at)


def of_notebook(session: Session) -> str:
    cells = json.loads(notebook(session))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


WAYS: dict[str, Callable[[Session], str]] = {
    "NumPy": numpy_script,
    "PyTorch": torch_script,
    "notebook": of_notebook,
}
STARTS: dict[str, Callable[[Session], Session]] = {
    "as it is": lambda session: session,
    "later": later,
    "held since": held_since,
    "midway": midway,
    "deep": deep,
}


def run(code: str) -> tuple[dict[str, Any], str]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()) as said:
        exec(compile(code, "script", "exec"), names)
    return names, said.getvalue()


@grid(name=NAMES, way=WAYS, start=STARTS)
def test_a_script_computes_the_bits_of_the_walk(name, way, start):
    if way is not numpy_script:
        pytest.importorskip("torch")
    session = start(SESSIONS[name])
    if session.at_once > 1 and session.order == "as-you-go" and way is not numpy_script:
        with pytest.raises(InputError, match="the NumPy script has it"):
            way(session)
        return
    names, said = run(way(session))
    if way is not numpy_script:
        assert "PyTorch agrees with every number" in said
    for u in session.walked:
        found = names["walk"][u.number]
        for l in session.network.W:
            assert found["W"][l].tobytes() == u.after.W[l].tobytes()
            assert found["b"][l].tobytes() == u.after.b[l].tobytes()
        for row in session.rule.active:
            if row.letter:
                for name_of, kept in found["kept"][row.letter].items():
                    if name_of not in session.network.frozen:
                        assert kept.tobytes() == u.state_after.arrays[f"{row.kind}_{name_of}"].tobytes()


def test_the_check_by_pytorch_can_fail():
    """A rule that is not torch.optim's is found."""
    pytest.importorskip("torch")
    code = torch_script(SESSIONS["adam"])
    with pytest.raises(AssertionError, match="by PyTorch"):
        run(code.replace("betas=(0.9, 0.999)", "betas=(0.8, 0.999)"))
