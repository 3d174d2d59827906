"""The lens that each check lays over the graph."""

import math
from collections.abc import Iterable, Mapping
from itertools import islice, pairwise
from typing import Any

import numpy as np

from ..core.checks.compare import Comparison
from ..core.checks.gradient_check import GradientCheck
from ..core.health.health import Health
from ..core.health.verdicts import sensitivity_kind
from ..core.inputs import Array
from ..core.origin.contributions import Flow
from ..core.origin.strongest_paths import Path
from ..core.wording import letter_of
from ..steps.formulas.digits import DEFAULT_DIGITS, raised
from ..steps.noise import printed_total
from .lens import BAD, GOOD, PATH, WARN, Legend, Lens

MOST = 400  # marks of a kind, of whatever tone
MOST_GOOD = 80  # marks that say no more than that all is well: beyond, they would hide the graph
SHORT = {"dead": "dead", "off": "off", "saturated": "sat", "leaking": "leak"}
UPDATED = {"W": "update_W", "b": "update_b"}  # the steps that compute the new ones
STRONGEST = 5  # ways that are drawn
# What the colours of the edges say, "" those without a mark.
CHECKED = {GOOD: "✓ ∂F/∂W agrees", BAD: "✗ ∂F/∂W differs", WARN: "∧ kink", "": "faint: no mark"}
COMPARED = {BAD: "✗ your number differs", "": "faint: no difference"}
ARRIVED = {PATH: "it comes over these", "": "faint: the other edges"}


def check_lens(report: GradientCheck) -> Lens:
    """On every edge and neuron ✓ where a gradient agrees with complex step, ✗ where not, ∧ at a kink."""
    edges = [*_judged(report.dW, report.kinked_W, report.tolerance)]
    neurons = [*_judged(report.db, report.kinked_b, report.tolerance)]
    if len(edges) + len(neurons) > MOST_GOOD:
        edges, neurons = ([mark for mark in marks if mark[-1] != GOOD] for marks in (edges, neurons))
    edges, neurons = edges[:MOST], neurons[:MOST]
    unmarked = len(edges) < sum(array.size for array in report.dW.values())
    note = "✓ agrees · ✗ differs · ∧ kink: no derivative"
    needs = {mark[:3]: ("dW", mark[0]) for mark in edges} | {mark[:2]: ("db", mark[0]) for mark in neurons}
    return Lens(note, tuple(neurons), tuple(edges), legend=_legend(CHECKED, edges, unmarked), needs=needs)


def _legend(words: Mapping[str, str], edges: Iterable[Any], unmarked: bool = True) -> Legend:
    """The words of the tones that the edges have, and of the unmarked; nothing where no edge has a mark."""
    tones = {mark[-1] for mark in edges}
    if tones and unmarked:
        tones.add("")
    return tuple((tone, said) for tone, said in words.items() if tone in tones)


def _judged(off: dict[int, Array], kinked: dict[int, Array], tolerance: float) -> Iterable[Any]:
    """A mark for each parameter that was checked."""
    for l, array in off.items():
        for place in np.argwhere(~np.isnan(array)):
            at = tuple(place)
            wrong = array[at] > tolerance
            mark, tone = ("∧", WARN) if kinked[l][at] else ("✗", BAD) if wrong else ("✓", GOOD)
            yield (l, *(int(i) + 1 for i in place), mark, tone)


def compare_lens(found: Comparison, stops: dict[str, dict[int, str]]) -> Lens:
    """✗ on every number of theirs that departs: on edges for W and ∂F/∂W, on neurons for the others."""
    neurons: dict[tuple[int, int], str] = {}
    edges: dict[tuple[int, int, int], str] = {}
    needs: dict[tuple[int, ...], tuple[str, int]] = {}
    for (quantity, l), departs in found.entries.items():
        letter = letter_of(quantity)
        for place in np.argwhere(departs):
            at = tuple(int(i) + 1 for i in place)
            found_at: dict[Any, str] = edges if len(at) == 2 else neurons
            if (l, *at) not in found_at:
                found_at[l, *at] = f"✗ {letter}"
                needs[l, *at] = (UPDATED.get(quantity, quantity), l)
    marks = [(*at, mark, BAD) for at, mark in islice(edges.items(), MOST)]
    return Lens(
        ("✗ differs · ⇥ to the first difference" if stops else "✗ differs") if found.first else "",
        tuple((*at, mark, BAD) for at, mark in islice(neurons.items(), MOST)),
        tuple(marks),
        legend=_legend(COMPARED, marks),
        needs=needs,
        stops=stops or None,
    )


def health_lens(found: Health, digits: int = DEFAULT_DIGITS) -> Lens:
    """Neurons that hardly answer, ‖S_l‖ below each layer, and edges of inputs that are always 0."""
    S = {l: layer.S for l, layer in found.layers.items()}
    neurons = [
        (flag.layer, flag.neuron, SHORT[flag.kind], BAD if flag.kind == "dead" else WARN)
        for layer in found.layers.values()
        for flag in layer.flags
    ]
    neurons += [(1, one.neuron, "0", WARN) for one in found.findings if one.kind == "input 0" and one.neuron]
    layers = []
    for l, size in S.items():
        kind = sensitivity_kind(S, l) if all(map(math.isfinite, S.values())) else ""
        sign = {"vanishing": " ↓", "exploding": " ↑"}.get(kind, "")
        said = raised(size, digits) if math.isfinite(size) else "not finite"
        layers.append((l, f"‖S‖ {said}{sign}", BAD if kind or size == 0 or not math.isfinite(size) else GOOD))
    return Lens(
        "‖S‖ by layer; marked neurons are dead, off, saturated or leaking",
        tuple(neurons),
        (),
        tuple(layers),
        needs={mark[:2]: ("a", mark[0]) for mark in neurons} | {(l,): ("S", l) for l in S},
    )


def arrival_lens(flow: Flow, l: int, c: int, ways: Iterable[Path], digits: int = DEFAULT_DIGITS) -> Lens:
    """What each neighbour contributes to neuron c of layer l, written on its edge, and the strongest ways."""
    edges: dict[tuple[int, int, int], str] = {}
    for part in flow.parts:
        if part.layer > l:
            edges[part.layer, c, part.component] = raised(part.value, digits)
        elif part.layer < l:
            edges[l, part.component, c] = raised(part.value, digits)
    for way in [*ways][:STRONGEST]:
        for (_, r), (m, j) in pairwise(way.neurons):
            edges.setdefault((m, r, j), "")
    marks = [(*at, mark, PATH) for at, mark in sorted(edges.items(), key=lambda edge: edge[0])]
    total = printed_total(flow.total, [part.value for part in flow.parts], digits)
    return Lens(
        f"{flow.letter} = {raised(total, digits)}, on each edge what comes over it",
        ((l, c, flow.letter, PATH),),
        tuple(marks),
        legend=_legend(ARRIVED, marks),
        needs=dict.fromkeys([(l, c), *edges], (flow.letter[0], l)),
    )
