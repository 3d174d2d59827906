"""An update rule on all parameters of a network at once: the moves of its row, on flat arrays, in place."""

from itertools import pairwise

import numpy as np

from ...inputs import Array, all_finite
from ...network import Network, free_part
from ..rule_state import RuleState
from ..rules.clipping import clip_factor
from ..rules.rule_row import Motion, Settings
from ..update_rule import UpdateRule
from .flat_parameters import Parameters

Part = tuple[dict[str, Array], Array, Array]


class FlatRule:
    """`everything` is one array: the parameters, what the rule keeps of them, and the updates it has made.

    A copy of it is therefore all that a run goes on from. `P` lies within; `G` holds the gradients, with 0
    where a parameter is frozen.
    """

    def __init__(self, rule: UpdateRule, net: Network, learning_rate: float) -> None:
        self._net, self._settings, self._active = net, rule.settings, rule.active
        size = Parameters.like(net).flat.size
        self.everything = np.zeros(size * (1 + len(rule.kept)) + 1)
        first, *parts = np.split(self.everything[:-1], 1 + len(rule.kept))
        self.P, self.G = Parameters.like(net, first), Parameters.like(net)
        self._kept = {kind: Parameters.like(net, part) for kind, part in zip(rule.kept, parts, strict=True)}
        self._made = self.everything[-1:]
        self._rates = learning_rate, *_penalties(net, rule.settings)
        ends = [0, *np.cumsum([block.size for block in self.P.blocks])]
        self._layers = [self._flat(slice(*pair)) for pair in pairwise(ends)]
        self._all = self._flat(slice(None))

    @property
    def places(self) -> dict[str, Array]:
        """What it keeps, each kind flat, to be changed in place."""
        return {kind: kept.flat for kind, kept in self._kept.items()}

    @property
    def made(self) -> Array:
        """How many updates it has made, (1,), to be changed in place."""
        return self._made

    @property
    def penalties(self) -> tuple[Array, Array]:
        """λ and λ₁ of every entry."""
        return self._rates[1], self._rates[2]

    @property
    def finite(self) -> bool:
        """Whether what the rule keeps is finite, and so always was: 0 times inf is no number either."""
        return all(all_finite(kept.flat) for kept in self._kept.values())

    def not_finite(self) -> str:
        """The first of what the rule keeps that is not finite; "" where all is."""
        for kind, kept in self._kept.items():
            for l, block in enumerate(kept.blocks, start=2):
                if not all_finite(block):
                    return f"{kind} of layer {l}"
        return ""

    @property
    def state(self) -> RuleState:
        """What the rule keeps, a copy."""
        kept: dict[str, Array] = {}
        for kind, parameters in self._kept.items():
            layers = parameters.network(self._net).layers
            kept |= {f"{kind}_W{l}": layer.W for l, layer in enumerate(layers, start=2)}
            kept |= {f"{kind}_b{l}": layer.b for l, layer in enumerate(layers, start=2)}
        return RuleState(int(self._made[0]), kept)

    def begin(self, state: RuleState) -> None:
        """Put the network's own parameters and a state there; what is frozen keeps none."""
        self.P.fill(self._net.W, self._net.b)
        free = free_entries(self._net).flat
        for kind, parameters in self._kept.items():
            W, b = ({l: state.arrays[f"{kind}_{letter}{l}"] for l in self._net.W} for letter in "Wb")
            parameters.fill(W, b)
            np.multiply(parameters.flat, free, parameters.flat)
        self._made[0] = state.updates

    def whole(self) -> None:
        """One update, from the gradients."""
        if (clip := self._settings["clip"]) is not None:
            np.multiply(self.G.flat, clip_factor([self.G.flat], clip), self.G.flat)
        self._move(self._all)
        self._made += 1

    def layer(self, i: int) -> None:
        """The same of one layer, as you go, from the last layer down to i = 0, the one numbered 2."""
        self._move(self._layers[i])
        if i == 0:
            self._made += 1

    def _move(self, part: Part) -> None:
        motion = self._motion(part, int(self._made[0]) + 1)
        for _ in motion.run(self._active):
            pass
        for name, place in part[0].items():
            if name != "gradient":
                np.copyto(place, motion[name])

    def _motion(self, part: Part, t: int) -> Motion:
        places, weight_decay, l1 = part
        return Motion(self._settings, t, self._rates[0], places.copy(), weight_decay, l1)

    def _flat(self, part: slice) -> Part:
        """What a motion over these entries starts from, as views."""
        places = {"parameter": self.P.flat[part], "gradient": self.G.flat[part]}
        places |= {kind: kept.flat[part] for kind, kept in self._kept.items()}
        return places, self._rates[1][part], self._rates[2][part]


def _penalties(net: Network, settings: Settings) -> tuple[Array, Array]:
    """λ and λ₁ of every entry: 0 for biases, unless they decay too, and for what is frozen."""
    free = free_entries(net)
    if not settings["decay_biases"]:
        free.fill({}, {l: np.zeros_like(b) for l, b in net.b.items()})
    return settings["weight_decay"] * free.flat, settings["l1"] * free.flat


def free_entries(net: Network) -> Parameters:
    """1 for every entry that moves, 0 for one that is frozen."""
    free = Parameters.like(net)
    free.fill(
        {l: free_part(net.frozen, f"W{l}", np.ones_like(W)) for l, W in net.W.items()},
        {l: free_part(net.frozen, f"b{l}", np.ones_like(b)) for l, b in net.b.items()},
    )
    return free
