"""Numbers drawn so that a whole update stays within a few decimals: S first, from the output back, then n.

Everything is counted in units of the last decimal, as whole numbers. Going back, each row of W is drawn
until Ŝ = Â W S lies on a grid that α and the a to its left allow; going forth, b brings n to where it is
wanted, and the target is y + e with the e that S began with. Where a curve has no exact value, the numbers
given are short all the same, and the rest is only as exact as float64.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from ...activations.activation_row import Activation
from ...inputs import Array
from ...network import Network
from .exact_pass import on_line
from .exercise_wish import Drawn, Wish

LEFT_SLOPE = Fraction(1, 10_000)  # a finer slope left of 0 leaves no room for short decimals
AT_ONCE = 256  # rows that are drawn together
REACH = 20  # the largest |n| looked at, and the largest |S|
PIECES = 10**6  # in place of an attempt's number
SCATTERING = 2_654_435_761  # a prime, by which neighbouring seeds come to lie far apart
NEAR = 0.05  # of a kink, where n is only as exact as float64


def draw(wish: Wish, attempt: int) -> Drawn | None:
    """One draw; None where it led nowhere. Attempts after the first ones look farther."""
    rng = np.random.default_rng([wish.seed, attempt])
    return Drawing(wish, rng, attempt).drawn()


class Drawing:
    """One attempt: its generator, and what it has settled so far, by layer."""

    def __init__(self, wish: Wish, rng: np.random.Generator, attempt: int) -> None:
        self.wish, self.rng = wish, rng
        self.farther, self.late = attempt % 8 >= 6, attempt % 8 == 7
        # alike in all attempts, as what coincides by identity follows from it
        pieces = np.random.default_rng([wish.seed, PIECES])
        self.places = {l: self._placed(l, pieces) for l in wish.sigma}
        self.S: dict[int, Array] = {}
        self.W: dict[int, Array] = {}
        self.b: dict[int, Array] = {}

    def drawn(self) -> Drawn | None:
        """The numbers, or None."""
        wish = self.wish
        x = self._spread(wish.widths[0], 3) * wish.one
        t = self._exactly(x) if wish.exact else self._about(x)
        if t is None:
            return None
        weights, biases = ([array[l] / wish.one for l in wish.sigma] for array in (self.W, self.b))
        net = Network.from_arrays(weights, biases, wish.activations)
        return Drawn(net, x / wish.one, t / wish.one, self.places)

    # ---- on which piece of σ each neuron lies
    def _placed(self, l: int, rng: np.random.Generator) -> tuple[int, ...]:
        row, L = self.wish.sigma[l], self.wish.widths[l - 1]
        pieces = row.pieces
        if not pieces:
            return tuple(int(i) for i in rng.integers(0, max(len(row.exact_at), 1), L))
        steepest = max(range(len(pieces)), key=lambda i: (Fraction(pieces[i]) == 1, i))
        places = [steepest] * L
        if self._one_lies_left(l):
            places[int(rng.integers(L))] = 0
        return tuple(places)

    def _one_lies_left(self, l: int) -> bool:
        wish, row = self.wish, self.wish.sigma[l]
        if not (wish.one_off and row.kinks and row.pieces):
            return False
        if row.dies:
            return l < wish.depth and wish.widths[l - 1] >= 3
        slope = Fraction(row.pieces[0])
        few = slope.denominator <= LEFT_SLOPE.denominator and abs(slope) <= REACH and slope != 1
        return few and (l < wish.depth or wish.widths[-1] > 1) and not self.late

    def _slopes(self, l: int) -> list[Fraction]:
        row = self.wish.sigma[l]
        if row.pieces:
            return [Fraction(row.pieces[place]) for place in self.places[l]]
        return [Fraction(row.exact_at[place][2]) for place in self.places[l]]

    # ---- everything within so many decimals
    def _exactly(self, x: Array) -> Array | None:
        wish = self.wish
        e = self._error()
        if e is None:
            return None
        for l in range(wish.depth, 2, -1):
            W = self._weights(l)
            if W is None:
                return None
            self.W[l] = W
            self.S[l - 1] = np.array(
                [
                    int(slope * int(v) / wish.one)
                    for slope, v in zip(self._slopes(l - 1), W @ self.S[l], strict=True)
                ]
            )
        self.W[2] = self.first_weights()
        a = x
        for l in wish.sigma:
            settled = self._settled(l, a)
            if settled is None:
                return None
            a = settled
        t = a + e
        bounds = wish.loss.targets
        inside = bounds is None or bool(
            (t >= bounds[0] * wish.one).all() and (t <= bounds[1] * wish.one).all()
        )
        return t if inside else None

    def _grid_of_S(self, l: int) -> int:
        """S of layer l must be a multiple of it, in units, for b and W of layer l to stay within decimals."""
        wish, Q = self.wish, self.wish.alpha.denominator
        grid = Q if self.late else lcm(Q, wish.tenth)
        if l == 2:
            return grid
        left = wish.sigma[l - 1]
        for a in self._fixed_a(left):
            grid = lcm(grid, Q * wish.one // gcd(Q * wish.one, a))
        return grid

    def _fixed_a(self, row: Activation) -> list[int]:
        """In units the a that a layer cannot choose, or a half where it must lie between 0 and 1."""
        one = self.wish.one
        if row.pieces:
            narrow = any(abs(kink) == 1 for kink in row.kinks)
            return [one // 2] if narrow else []
        return [abs(int(Fraction(a) * one)) for _, a, _ in row.exact_at]

    def _error(self) -> Array | None:
        """e in units, with S_K; None where nothing was found."""
        wish, K = self.wish, self.wish.depth
        L, output, grid = wish.widths[-1], wish.sigma[wish.depth], self._grid_of_S(wish.depth)
        for _ in range(60):
            e = self._wanted_error(L, output)
            v = np.array([Fraction(int(each), wish.one) for each in e], dtype=object)
            if from_y := self._from_y():
                y = np.array([self._fused_y()] * L, dtype=object)
                S = from_y(y + v, y)
            elif wish.loss.factor is None:
                return None
            elif output.shares:
                S = wish.loss.factor * (v - v.sum() / L) / L
            else:
                S = wish.loss.factor * v * np.array(self._slopes(K), dtype=object)
            in_units = [each * wish.one for each in S]
            if not all(each and each.denominator == 1 and each % grid == 0 for each in in_units):
                continue
            squares = wish.loss.squares
            F = Fraction(squares.weight) * (v * v).sum() * wish.one if squares else Fraction(0)
            if F.denominator == 1:
                self.S[K] = np.array([int(each) for each in in_units])
                return e
        return None

    def _from_y(self) -> Callable[[Array, Array], Array] | None:
        """What gives S_K from t and y where the loss has a form for its output."""
        fused = self.wish.loss.fused.get(self.wish.activations[-1])
        return fused.from_y if fused else None

    def _fused_y(self) -> Fraction:
        """The one exact y of an output that a loss has a form for."""
        row = self.wish.sigma[self.wish.depth]
        return Fraction(1, self.wish.widths[-1]) if row.shares else Fraction(row.exact_at[0][1])

    def _wanted_error(self, L: int, output: Activation) -> Array:
        """An e to try, in units: halves at first."""
        wish, rng = self.wish, self.rng
        fused = output.name in wish.loss.fused
        if fused and output.shares:
            y = wish.one // L
            t = np.zeros(L, dtype=int)
            t[int(rng.integers(L))] = wish.one
            if rng.random() < 0.3:  # shares of several, where one alone does not lie on the grid
                t = y - self._shared_out(L)
            return t - y
        if fused and wish.loss.targets:
            half = wish.one // 2
            sure = rng.random() < 0.7
            return self._signs(L) * (half if sure else wish.tenth * rng.integers(1, 6, L))
        if fused:
            return wish.tenth * rng.integers(1, 31, L) - int(self._fused_y() * wish.one)
        step, most = [(wish.one // 2, 5), (wish.tenth, 30), (wish.one, 10), (wish.one // 2, 20)][
            int(rng.choice(4, p=[0.4, 0.3, 0.15, 0.15] if self.farther else [0.75, 0.25, 0, 0]))
        ]
        return step * self._signs(L) * rng.integers(1, most + 1, L)

    def _shared_out(self, L: int) -> Array:
        """Tenths that add up to 0."""
        parts = self.wish.tenth * self.rng.integers(1, 3, L) * self._signs(L)
        parts[-1] -= parts.sum()
        return np.asarray(parts)

    def _weights(self, l: int) -> Array | None:
        """W_l, (H, L): each row such that S of the neuron that it leads out of lies on its grid."""
        wish, H, S = self.wish, self.wish.widths[l - 2], self.S[l]
        grid, step = self._grid_of_S(l - 1), self._step_of_W(l)
        rows: list[Array] = []
        for slope in self._slopes(l - 1):
            modulus = wish.one * grid * slope.denominator
            modulus //= gcd(modulus, slope.numerator) if slope else modulus
            row = self._row(S, modulus, step, abs(slope), rows)
            if row is None:
                return None
            rows.append(row)
        return np.array(rows).reshape(H, len(S))

    def _row(self, S: Array, modulus: int, step: int, slope: Fraction, before: list[Array]) -> Array | None:
        """A row of W with W S ≠ 0 a multiple of `modulus`, unlike the rows before it."""
        most = REACH * self.wish.one**2
        for reach in (9, 19, 50) if self.wish.tenth % step == 0 else (4, 9, 20):
            rows = step * self.rng.integers(1, reach + 1, (AT_ONCE, len(S)))
            rows *= self.rng.choice([-1, 1], rows.shape)
            v = rows @ S
            good = (v % modulus == 0) & (v != 0) & (np.abs(v) * float(slope) <= most)
            for row in rows[good]:
                if not any((row == other).all() for other in before):
                    return np.asarray(row)
        return None

    def _step_of_W(self, l: int) -> int:
        """W_l must be a multiple of it, in units, for n of layer l to stay within decimals."""
        wish = self.wish
        if l == 2 or wish.sigma[l - 1].pieces:
            return wish.tenth
        fixed = self._fixed_a(wish.sigma[l - 1])
        return lcm(wish.tenth, *(wish.one // gcd(wish.one, a) for a in fixed))

    def _settled(self, l: int, left: Array) -> Array | None:
        """Choose b of layer l, in units, from a of the layer to the left; returns a, or None."""
        wish, row = self.wish, self.wish.sigma[l]
        base = left @ self.W[l]
        if (base % wish.one).any():
            return None
        base //= wish.one
        if row.shares:
            n = np.full(len(base), wish.tenth * round(float(base.mean()) / wish.tenth))
            self.b[l] = n - base
            return np.full(len(base), wish.one // len(base))
        chosen = [self._n(l, j, int(base[j])) for j in range(len(base))]
        if any(one is None for one in chosen):
            return None
        pairs = [one for one in chosen if one is not None]
        self.b[l] = np.array([n for n, _ in pairs]) - base
        return np.array([a for _, a in pairs])

    def _n(self, l: int, j: int, base: int) -> tuple[int, int] | None:
        """n of a neuron on its piece, near its weighted sum, with an a that fits; both in units."""
        wish, row, place = self.wish, self.wish.sigma[l], self.places[l][j]
        if not row.pieces:
            point, value = (int(Fraction(text) * wish.one) for text in row.exact_at[place][:2])
            return None if point == base else (point, value)
        n = wish.tenth * np.arange(-10 * REACH, 10 * REACH + 1)
        slope = Fraction(row.pieces[place])
        low, high = _ends(row, place)
        inside = (n > low * wish.one) & (n < high * wish.one) & (n != base) & (n != 0)
        a = n * slope.numerator
        offset = _offset(row, place) * wish.one
        inside &= a % slope.denominator == 0
        a = a // slope.denominator + int(offset)
        if l < wish.depth:
            Q = wish.alpha.denominator
            for S in self.S.get(l + 1, ()):
                inside &= a * int(S) % (Q * wish.one) == 0
            inside &= ((a[:, None] * self.W[l + 1][j]) % wish.one == 0).all(axis=1)
            if (inside & (a != wish.one)).any():
                inside &= a != wish.one  # where â is 1, forgetting it changes nothing
        if not inside.any():
            return None
        wanted = base + self.rng.uniform(-1, 1) * wish.one
        if not low * wish.one < wanted < high * wish.one and np.isinf(low) != np.isinf(high):
            into = self.rng.uniform(0.2, 2) * wish.one  # away from the kink, not just beside it
            wanted = low * wish.one + into if np.isfinite(low) else high * wish.one - into
        best = int(np.where(inside, np.abs(n - wanted), np.inf).argmin())
        return int(n[best]), int(a[best])

    # ---- where a curve has no exact value
    def _about(self, x: Array) -> Array | None:
        """Short W, b and t; n as near to a short one as the a before it allow."""
        wish = self.wish
        for l in range(3, wish.depth + 1):
            self.W[l] = wish.tenth * self._spread((wish.widths[l - 2], wish.widths[l - 1]), 9)
        self.W[2] = self.first_weights()
        short: Array | None = x
        for l, row in wish.sigma.items():
            if short is not None and row.pieces:
                short = self._settled(l, short)
                if short is None:
                    return None
                a = short / wish.one
                continue
            base = (a if short is None else short / wish.one) @ self.W[l] / wish.one
            n = np.array([self._about_n(l, j, float(base[j])) for j in range(len(base))])
            if np.isnan(n).any():
                return None
            digits = wish.tenth if short is None else 1  # so many decimals fewer than there may be
            self.b[l] = digits * np.rint((n - base) * wish.one / digits).astype(int)
            a, short = row.value(base + self.b[l] / wish.one), None
        return self._target(a)

    def _about_n(self, l: int, j: int, base: float) -> float:
        """Where n of a neuron is to lie; NaN where there is no room near its weighted sum."""
        row = self.wish.sigma[l]
        n = np.arange(-10 * REACH, 10 * REACH + 1) / 10
        low, high = _ends(row, self.places[l][j]) if row.pieces else (-3.0, 3.0)
        inside = (n > low + NEAR) & (n < high - NEAR) & (np.abs(n) > NEAR) & (np.abs(n - base) > NEAR)
        if not inside.any():
            return float("nan")
        wanted = base + self.rng.uniform(-1, 1)
        if not row.pieces:
            wanted = float(self.rng.uniform(-1.5, 1.5))
        return float(n[np.where(inside, np.abs(n - wanted), np.inf).argmin()])

    def _target(self, y: Array) -> Array:
        """t in units, (L,)."""
        wish, L, output = self.wish, len(y), self.wish.sigma[self.wish.depth]
        if output.name in wish.loss.fused and output.shares:
            t = np.zeros(L, dtype=int)
            t[int(self.rng.integers(L))] = wish.one
            return t
        if wish.loss.targets:
            low, high = (int(bound * 10) for bound in wish.loss.targets)
            if self.rng.random() < 0.7:
                return wish.tenth * self.rng.choice([low, high], L)
            return wish.tenth * self.rng.integers(low, high + 1, L)
        if output.name in wish.loss.fused:
            return wish.tenth * self.rng.integers(1, 21, L)
        e = self._signs(L) * self.rng.integers(1, 6, L) / 2
        return wish.tenth * np.rint((y + e) * 10).astype(int)

    # ---- small draws
    def _signs(self, shape: int | Sequence[int]) -> Array:
        return np.asarray(self.rng.choice([-1, 1], shape))

    def _spread(self, shape: int | tuple[int, ...], most: int) -> Array:
        """Whole numbers other than 0."""
        return np.asarray(self._signs(shape) * self.rng.integers(1, most + 1, shape))

    def first_weights(self) -> Array:
        """W_2, of which some entries spell the seed: two seeds, as far as these reach, have different ones.

        Every entry alone where there is one; the first half, at most four, where there are more.
        """
        wish = self.wish
        H, L = wish.widths[:2]
        W = wish.tenth * self._spread((H, L), 9)
        spelt = min(max(H * L // 2, 1), 4)
        step, digits = (wish.tenth, 38) if spelt > 1 else (wish.one // 100, 400)
        place, more = wish.seed % digits**spelt, 0
        if spelt == 1:
            more = wish.seed // digits % 5 * digits // 2
        place = place * SCATTERING % digits**spelt
        # the diagonal first: what lies beside it can still be unlike its mirror image
        for i in sorted(range(H * L), key=lambda i: (i // L != i % L, i))[:spelt]:
            place, digit = divmod(place, digits)
            W.flat[i] = step * (digit // 2 + 1 + more) * (1 - 2 * (digit % 2))
        return W


def _ends(row: Activation, place: int) -> tuple[float, float]:
    """Between which n a piece lies."""
    kinks = [-np.inf, *row.kinks, np.inf]
    return kinks[place], kinks[place + 1]


def _offset(row: Activation, place: int) -> Fraction:
    """a − slope · n on a piece."""
    low, high = _ends(row, place)
    inside = (
        Fraction(low) + 1 if np.isfinite(low) else Fraction(high) - 1 if np.isfinite(high) else Fraction(1)
    )
    if np.isfinite(low) and np.isfinite(high):
        inside = (Fraction(low) + Fraction(high)) / 2
    a, slope = on_line(row, inside)
    return a - slope * inside
