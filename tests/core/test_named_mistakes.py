"""Random networks and every mistake: the one made is named, numbers that nobody gets are not."""

import numpy as np

from simulator import MISTAKES

from ..benchmark_practice import (
    Count,
    a_network,
    count_batch_mistakes,
    count_inventions,
    count_mistakes,
)
from ..grids import grid


@grid(1, seeds=[range(i, i + 6) for i in range(0, 60, 6)])
def test_the_mistake_made_is_among_those_named(seeds: range) -> None:
    """99 of 100 at least, none of numbers that nobody gets, and rounding is no other mistake."""
    count, rng = Count(), np.random.default_rng(seeds.start)
    for seed in seeds:
        count_mistakes(count, a_network(seed), rng)
        count_batch_mistakes(count, a_network(seed), rng)
        count_inventions(count, a_network(10_000 + seed), rng)
    assert count.missed.total() <= 0.01 * count.made.total(), +count.missed
    assert (count.invented, count.confused) == (0, 0)
    assert count.made.total() > 35 * len(seeds)
    assert len({*MISTAKES} - {*count.made}) <= 3, {*MISTAKES} - {*count.made}
