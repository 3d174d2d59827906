"""What is unwell, one sentence each, most important first."""

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array
from ..network import Network, held
from ..sets.batch_pass import Rows, root_mean_square
from ..wording import indexed, listed, of_items, said
from .overflow import NotFinite
from .quiet_neurons import Flag
from .verdicts import norm, sensitivity_kind, update_kind
from .verdicts import of_update as update_verdict

SEVERITIES = ("severe", "warning", "note")
TOGETHER = 4  # more neurons of a layer than this with the same trouble share one sentence
MET = 1e-3  # e so small beside t that there is nothing left to learn: small updates are no trouble


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: "not finite", "nothing arrives", "vanishing", "dead", …; `severity`: one of SEVERITIES.

    `neuron` counts from 1; None where the finding is about a layer or several neurons. Layer 1 is the input.
    """

    kind: str
    layer: int
    neuron: int | None
    sentence: str
    severity: str


def findings(
    net: Network,
    run: Rows,
    S: dict[int, float],
    moved: dict[int, float | None],
    flags: dict[int, tuple[Flag, ...]],
    lost: NotFinite | None,
) -> tuple[Finding, ...]:
    """All findings, by severity, then as listed here, then by layer."""
    found = [Finding("not finite", lost.layer, None, lost.sentence, "severe")] if lost else []
    found += [*_on_the_way_back(run, S), *_neurons(net, flags, len(run.e)), *_twins(net)]
    found += [*_updates(net, run, moved), *_zeros(net), *_inputs(run)]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def _on_the_way_back(run: Rows, S: dict[int, float]) -> list[Finding]:
    K, e = max(S), root_mean_square(run.e)
    if S[K] == 0 and e > 0:
        sentence = f"{norm(K)} = 0 although ‖e‖ = {said(e)}: no weight and no bias gets a gradient."
        return [Finding("nothing arrives", K, None, sentence, "severe")]
    found = []
    for l in range(K - 1, 1, -1):
        if S[l] == 0 < S[l + 1] < math.inf:
            sentence = (
                f"Nothing arrives at layer {l}: {norm(l)} = 0 while {norm(l + 1)} = {said(S[l + 1])}, so "
            )
            sentence += f"{_parameters(2, l)} get no gradient."
            found.append(Finding("nothing arrives", l, None, sentence, "severe"))
    kinds = {l: sensitivity_kind(S, l) for l in S if S[l] > 0}
    for kind, worst, verb in (("vanishing", min, "vanishes"), ("exploding", max, "explodes")):
        if layers := [l for l in kinds if kinds[l] == kind]:
            l = worst(layers, key=S.__getitem__)
            beside = K if S[K] > 0 and sensitivity_kind({l: S[l], l + 1: S[K]}, l) == kind else l + 1
            each = (S[l] / S[beside]) ** (1 / (beside - l))
            a_layer = f", about ×{said(each, 2)} per layer" if beside > l + 1 else ""
            sentence = f"S {verb} on its way back{a_layer}: {norm(l)} = {said(S[l])} is "
            sentence += f"{said(S[l] / S[beside])} times {norm(beside)} = {said(S[beside])}"
            found.append(Finding(kind, l, None, f"{sentence}.", "warning"))
    return found


def _parameters(first: int, last: int) -> str:
    if first == last:
        return f"{indexed('W', first)} and {indexed('b', first)}"
    return f"W and b of layers {first} to {last}"


def _neurons(net: Network, flags: dict[int, tuple[Flag, ...]], N: int) -> list[Finding]:
    found = []
    for l, of_layer in flags.items():
        for kind, group in groupby(of_layer, key=lambda flag: flag.kind):
            same = list(group)
            if ACTIVATIONS[net.activation[l]].elementwise:  # the worst first; a softmax's are of one making
                same.sort(key=lambda flag: (-flag.count, abs(flag.slope)))
            severity = "note" if N == 1 or kind == "leaking" else "warning"
            if len(same) <= TOGETHER:
                found += [Finding(kind, l, flag.neuron, flag.sentence, severity) for flag in same]
                continue
            first = f"{len(same)} of {net.widths[l - 1]} neurons of layer {l} are {kind}: "
            names = listed(sorted(flag.neuron for flag in same))
            found.append(Finding(kind, l, None, f"{first}{names}. {same[0].sentence}", severity))
    return found


def _twins(net: Network) -> list[Finding]:
    """Hidden neurons with the same weights in and out and the same b: every update changes them alike."""
    found = []
    for l in range(2, net.depth):
        rows = [net.W[l], net.b[l], net.W[l + 1].T, *_held(net, l)]
        ways = np.vstack(rows).T + 0.0  # a row for each neuron; no −0
        alike: dict[bytes, list[int]] = {}
        for r, way in enumerate(ways, start=1):
            alike.setdefault(way.tobytes(), []).append(r)
        for twins in alike.values():
            if len(twins) > 1:
                sentence = f"Neurons {listed(twins)} of layer {l} have the same weights in and out and the "
                sentence += "same b, so every update changes them alike: they stay one and the same neuron."
                found.append(Finding("twins", l, None, sentence, "warning"))
    return found


def _held(net: Network, l: int) -> list[Array]:
    """Where W_l, b_l and W_{l+1} are frozen, a column a neuron of layer l; nothing where nothing is."""
    if not net.frozen:
        return []
    given = ((f"W{l}", net.W[l]), (f"b{l}", net.b[l]), (f"W{l + 1}", net.W[l + 1]))
    masks = [held(net.frozen, name, array.shape) for name, array in given]
    W, b, out = (
        np.zeros(array.shape, bool) if mask is None else mask
        for mask, (_, array) in zip(masks, given, strict=True)
    )
    return [W, b, out.T]


def _updates(net: Network, run: Rows, moved: dict[int, float | None]) -> list[Finding]:
    met = root_mean_square(run.e) <= MET * root_mean_square(run.T)
    found = []
    for l, ratio in moved.items():
        kind = update_kind(ratio)
        if not kind or (kind == "too small" and (met or ratio == 0)):
            continue
        verdict = update_verdict(net, "W", l, ratio).split(": ", 1)[1]
        severity = "warning" if ratio is not None and ratio > 1 else "note"
        together = f"one update with {of_items(len(run.e), len(run.e))}" + " together" * (len(run.e) > 1)
        verdict = verdict.replace("one update", together[0].upper() + together[1:])
        sentence = f"{verdict}; about 0.001 is usual."
        found.append(Finding(f"update {kind}", l, None, sentence, severity))
    return found


def _zeros(net: Network) -> list[Finding]:
    """Weights that are exactly 0: a whole W, all that leaves a neuron, all that leads into one."""
    found = []
    for l, W in net.W.items():
        if not W.any():
            left = "the input" if l == 2 else f"layer {l - 1}"
            sentence = f"{indexed('W', l)} is all 0: nothing of {left} reaches layer {l}"
            sentence += f", and S of layer {l - 1} is 0." if l > 2 else "."
            found.append(Finding("weights 0", l, None, sentence, "warning"))
            continue
        if l > 2 and ACTIVATIONS[net.activation[l - 1]].elementwise:
            found += _zero(
                (W == 0).all(axis=1),
                l - 1,
                "no way out",
                "that lead out of",
                "S = 0, nothing it does counts",
            )
        found += _zero((W == 0).all(axis=0), l, "no way in", "that lead into", "n = b for every item")
    return found


def _zero(places: Array, l: int, kind: str, lead: str, so: str) -> list[Finding]:
    severity = "warning" if kind == "no way out" else "note"
    return [
        Finding(kind, l, int(r) + 1, f"All weights {lead} neuron {r + 1} of layer {l} are 0: {so}.", severity)
        for r in np.flatnonzero(places)
    ]


def _inputs(run: Rows) -> list[Finding]:
    """Components of x that are 0, or the same, for all items; "the same" says nothing about one item."""
    X = run.a[1]
    items = of_items(len(X), len(X))
    zero = ~X.any(axis=0)
    constant = (X[0] == X).all(axis=0) & ~zero & (len(X) > 1)
    found = []
    for kind, mask, so in (
        ("input 0", zero, f"0 for {items}, so no gradient reaches {{weights}} in {indexed('W', 2)}"),
        (
            "input constant",
            constant,
            f"the same for {items}, so {{weights}} in {indexed('W', 2)} act as biases",
        ),
    ):
        places = [int(i) + 1 for i in np.flatnonzero(mask)]
        if not places:
            continue
        who = f"Input {places[0]} is" if len(places) == 1 else f"Inputs {listed(places)} are"
        sentence = f"{who} {so.format(weights='its weights' if len(places) == 1 else 'their weights')}."
        found.append(Finding(kind, 1, places[0] if len(places) == 1 else None, sentence, "note"))
    return found
