"""A link opens the screen it was made of, to the last bit, or it is refused in one sentence."""

import base64
import random
import re
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network
from simulator.core.edit import with_activation, with_frozen
from simulator.core.initialise import SCHEMES, initialise
from simulator.files.gallery import EXAMPLES, example
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.links.link_packing import MOST_CHARACTERS
from simulator.files.sessions.screen import Screen, View
from simulator.steps.session import Session

from .hostile_links import FACTS, HOSTILE, NUMBERS, as_bytes, facts, forged
from .screens import a_session, bits, screen_bits, screens

SMALL = Screen(a_session(2, 3, 1), "own", "A title", "About it.", View(3, "neuron", 0, picked=(2, 1, 3)))


def shown(name: str, **changes) -> Screen:
    found = example(name)
    return replace(Screen(found.session, name, found.title, found.about), **changes)


@given(screens())
def test_a_screen_comes_back_to_the_last_bit(screen):
    text = link_text(screen)
    assert len(text) <= MOST_CHARACTERS and text.isascii()
    assert screen_bits(read_link(text)) == screen_bits(screen)


@given(screens(), st.sampled_from([*SCHEMES]), st.integers(0, 2**53))
def test_without_weights_only_w_and_b_are_drawn(screen, scheme, seed):
    """From the scheme and seed that the text about it states; a second link says so once."""
    net = screen.session.network
    kinds = [*net.activation.values()]
    drawn = initialise(net.widths, kinds, scheme, seed)
    try:
        found = read_link(link_text(screen, "none", scheme=scheme, seed=seed))
    except InputError as reason:
        with pytest.raises(InputError):  # the network drawn cannot be walked with this session
            _ = replace(screen.session, network=with_frozen(drawn, net.frozen)).walked
        assert "In update" in str(reason)
        return
    wanted = replace(screen.session, network=with_frozen(drawn, net.frozen))
    assert bits(found.session) == bits(wanted)
    assert found.about.endswith(f"W and b were not sent but drawn: {SCHEMES[scheme][0]}, seed {seed}.")
    assert (found.name, found.title, found.view) == (screen.name, screen.title, screen.view)
    again = read_link(link_text(found, "none", scheme=scheme, seed=seed))
    assert screen_bits(again) == screen_bits(found)


def test_the_start_is_where_reset_returns_to():
    """W and b of the origin, with the conventions of the screen."""
    origin, now = SMALL.session, a_session(2, 3, 1, scheme="he")
    now = replace(
        now, network=with_frozen(with_activation(now.network, 2, "relu"), ["b3"]), learning_rate=0.3
    )
    found = read_link(link_text(replace(SMALL, session=now), "start", origin=origin)).session
    for l in (2, 3):
        assert found.network.W[l].tobytes() == origin.network.W[l].tobytes()
        assert found.network.b[l].tobytes() == origin.network.b[l].tobytes()
    assert (found.network.activation[2], found.network.frozen) == ("relu", {"b3"})
    assert (found.learning_rate, found.X.tobytes()) == (0.3, now.X.tobytes())


@pytest.mark.parametrize("origin", [None, a_session(2, 2, 1)])
def test_a_start_of_another_shape_is_none(origin):
    with pytest.raises(InputError, match=r"^the start must be a session of the same layers, 2-3-1; got "):
        link_text(SMALL, "start", origin=origin)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_unchanged_example_goes_by_its_name(name):
    """In a fifth of the characters; changed in one bit or in its title it goes whole."""
    screen = shown(name)
    text = link_text(screen)
    assert len(text) < 80
    assert read_link(text).session is example(name).session
    W = screen.session.network.W[2].copy()
    W[0, 0] = np.nextafter(W[0, 0], 9)
    layers = screen.session.network.layers
    arrays = [W, *(layer.W for layer in layers[1:])]
    net = Network.from_arrays(
        arrays, [layer.b for layer in layers], [layer.activation for layer in layers],
        frozen=screen.session.network.frozen,
    )  # fmt: skip
    for other in (shown(name, session=replace(screen.session, network=net)), shown(name, title="Mine")):
        assert screen_bits(read_link(link_text(other))) == screen_bits(other)


def test_an_example_that_has_changed_is_refused(monkeypatch):
    """Rather than opened with other numbers than were sent."""
    text = link_text(shown("notes-4-layer"))
    changed = replace(example("notes-4-layer"), session=example("relu-2-2-1").session)
    monkeypatch.setattr("simulator.files.sessions.links.link.example", lambda name: changed)
    with pytest.raises(
        InputError, match="the example notes-4-layer must be as it was when the link was made"
    ):
        read_link(text)


# One of each version, kept for ever: what was sent must open to the same.
VERSION_1 = (
    "1.KN9L9jmpi2ZEcScw7khyJdTnIP_CnGuEcG4yVucamCO511IHS2LUgcVafnkeUlS6ZuYphGSWpOYoPOpcomAIlIEl"
    "H0cQrWCTZJdZYqOfZKeHlMbMDHQwEyA8beqgpGQdeHIHJnMdtKygA8siRnpAbfDUbgwNMyxhWwuMGgVdAz0jBcNUXW"
    "MDAwVTIGVkomCgZwoUBlLGaEBB1wgoBdRgqmCoYKRgrABUq2AIAA"
)
VERSION_1_EXAMPLE = "1.aSkwDEUoc2aoVkIkwYzE9MQ8XUNdI11DoHJ4gkwyMzAxMjc2Q4o6Ex14BJvVAgA"
VERSION_1_NONE = "1.TBd07Q01-8yA4k5DbK5ECxWCrkym0JWQGMtDikSQMCyphBRVAtOAHlAEM5_AMwQk_VvUYvVzraGCkYKBgiEA"


def test_a_link_of_version_1_opens_to_what_it_did():
    found = read_link(VERSION_1)
    net = found.session.network
    assert (found.name, found.title, found.about) == ("own", "Ein Titel ≤ 1", "About <b>it</b>.")
    assert found.view == View(60, "neuron", 0, "S", "dW", (3, 2, 1), True, 2.0)
    assert [W.tolist() for W in net.W.values()] == [[[0.1, -0.2], [1e-300, 5e-324]], [[1 / 3], [-2.5]]]
    assert [b.tolist() for b in net.b.values()] == [[0.5, -0.0], [0.25]]
    assert np.signbit(net.b[2][1])
    assert [*net.activation.values()] == ["tanh", "sigmoid"] and net.frozen == {"W2", "b3"}
    assert (found.session.X.tolist(), found.session.T.tolist()) == ([[1, 2], [3, 4]], [[0], [1]])
    rest = found.session.loss, found.session.learning_rate, found.session.updates, found.session.order
    assert rest == ("tce", 0.07, 9, "as-you-go")


def test_a_link_of_version_1_to_an_example_opens_to_what_it_did():
    found = read_link(VERSION_1_EXAMPLE)
    assert screen_bits(found) == screen_bits(shown("hagan-1-2-1", view=View(4, digits=6)))


def test_a_link_of_version_1_without_weights_opens_to_what_it_did():
    found = read_link(VERSION_1_NONE)
    net = found.session.network
    assert [W.tolist() for W in net.W.values()] == [[[0.5], [-0.4]], [[-0.6, 1.0]]]
    assert [b.tolist() for b in net.b.values()] == [[-0.7], [-0.4, 0.3]]
    assert found.about.endswith("(for hand calculation), seed 8.")


# ---- limits
def test_what_does_not_fit_says_how_much_it_would_take(monkeypatch):
    rng = np.random.default_rng(0)
    for width in (26, 28):
        net = Network.from_arrays([rng.normal(size=(width, width))], [rng.normal(size=width)], ["tanh"])
        screen = Screen(Session(net, rng.normal(size=width), np.zeros(width)))
        if width == 26:
            assert screen_bits(read_link(link_text(screen))) == screen_bits(screen)
            continue
        with pytest.raises(InputError) as refused:
            link_text(screen)
        said = re.fullmatch(
            r"a link must have at most 7,800 characters, as some servers take no more; "
            r"this screen would take (8,\d\d\d) \(a session file holds it whole\)",
            str(refused.value),
        )
        assert said
        monkeypatch.setattr("simulator.files.sessions.links.link_packing.MOST_CHARACTERS", 10_000)
        text = link_text(screen)
        assert f"{len(text):,}" == said.group(1)
        assert screen_bits(read_link(text)) == screen_bits(screen), "nothing is left out for want of room"


SESSION = SMALL.session


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Screen(replace(SESSION, updates=51)), "a link must have at most 50 updates; got 51"),
        (lambda: Screen(a_session(1025, 1)), "a link must have 1 to 1024 neurons in layer 1; got 1,025"),
        (lambda: Screen(a_session(*[1] * 34)), "a link must have 2 to 33 layers; got 34"),
        (
            lambda: Screen(SESSION, title="a\nb"),
            r"the title must not hold control characters .*; got 'a\\nb'",
        ),
        (lambda: Screen(SESSION, title="a\u202eb"), "the title must not hold control characters"),
        (lambda: Screen(SESSION, about="\ud800"), "the text about it must not hold control characters"),
        (lambda: Screen(SESSION, name="x" * 201), "the name must have at most 200 characters; it has 201"),
        (lambda: Screen(SESSION, view=View(36)), "the step must be a whole number from 0 to 35; got 36"),
        (
            lambda: Screen(SESSION, view=View(picked=(4,))),
            r"what is picked must be in the network 2-3-1; got",
        ),
        (lambda: Screen(SESSION, view=View(picked=(2, 4))), "what is picked must be"),
        (lambda: Screen(SESSION, view=View(picked=(2, 3, 1))), "what is picked must be"),
        (lambda: Screen(SESSION, view=View(picked=(1, 1, 1))), "what is picked must be"),
        (lambda: View(picked=(0, 1)), "a layer or neuron that is picked must be a whole number from 1"),
        (lambda: View(digits=1), "the view's digits must be one of 2, 3, 4, 5, 6, 0; got 1"),
        (lambda: View(digits=False), "the view's digits must be one of"),
        (lambda: View(cursor=-1), "the step must be a whole number from 0"),
        (lambda: View(grain="all"), "the view's grain must be one of operation, neuron; got 'all'"),
        (lambda: Screen(replace(SESSION, learning_rate=1e308)), "In update "),
        (lambda: link_text(SMALL, "all"), "weights must be one of current, start, none; got 'all'"),
        (lambda: link_text(SMALL, "none", scheme="x"), "the initialisation must be one of glorot,"),
        (lambda: link_text(SMALL, "none", seed=-1), "the seed must be a whole number from 0"),
        (lambda: link_text(SMALL, "none", seed=True), "the seed must be a whole number from 0"),
        (
            lambda: link_text(replace(SMALL, about="x" * 990), "none"),
            "the text about it must have at most 1,000 characters; it has 1,0",
        ),
    ],
)
def test_the_limits_of_the_widgets_hold(make, why):
    with pytest.raises(InputError, match=f"^{why}"):
        make()


# ---- damage and malice
def test_a_damaged_link_is_refused():
    """500 links with one to three characters changed, left out, put in, swapped, or cut short."""
    rng = random.Random(5)
    texts = [link_text(SMALL), link_text(shown("xor-2-2-1")), link_text(SMALL, "none")]
    alphabet = "ABCabc019_-.~%= \0é"
    for _ in range(500):
        text = rng.choice(texts)
        cells = list(text)
        for _ in range(rng.randint(1, 3)):
            at, what = rng.randrange(len(cells)), rng.randrange(5)
            if what == 0:
                cells[at] = rng.choice(alphabet)
            elif what == 1:
                del cells[at]
            elif what == 2:
                cells.insert(at, rng.choice(alphabet))
            elif what == 3:
                other = rng.randrange(len(cells))
                cells[at], cells[other] = cells[other], cells[at]
            else:
                del cells[max(at, 1) :]
        damaged = "".join(cells)
        if damaged != text:
            with pytest.raises(InputError):
                read_link(damaged)


def test_each_single_bit_counts():
    data = base64.urlsafe_b64decode((text := link_text(SMALL))[2:] + "===")
    for bit in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(InputError):
            read_link("1." + base64.urlsafe_b64encode(flipped).decode().rstrip("="))
    assert screen_bits(read_link(text)) == screen_bits(SMALL)


def test_what_is_forged_below_would_open_if_it_were_not_wrong():
    found = read_link(facts()).session
    assert (found.network.W[2], found.network.b[2], found.X, found.T) == (1, 2, 3, 4)


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_no_link_is_refused(name):
    """In one short sentence, within bounded memory."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as refused:
            read_link(HOSTILE[name])
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()
    assert 20 < len(str(refused.value)) < 400
    assert "\n" not in str(refused.value) and "\0" not in str(refused.value)


def test_a_forged_header_never_breaks_anything_else():
    """Random values in the place of every value: refused, or a screen within every limit."""
    rng = random.Random(6)
    values = [
        None, True, False, 0, 1, 2, -1, 50, 10**30, 0.5, 1e308, "", "x", "tanh", [], [1], [1, 2, 3], [[]], {},
        "tce", "W2", ["W2"], {"scheme": "he", "seed": 1}, "neuron", "bytes",
    ]  # fmt: skip
    keys = [*FACTS, "example", "digest", "drawn", "cursor", "picked", "digits", "title", "view", "speed"]
    opened = 0
    for _ in range(2000):
        header = FACTS | {rng.choice(keys): rng.choice(values) for _ in range(rng.randint(1, 2))}
        numbers = rng.choice([NUMBERS, NUMBERS, NUMBERS, b"1", as_bytes(1, 2, 3, 4), b"1 2 3 4 5 6 7 8"])
        try:
            screen = read_link(forged(header, numbers))
        except InputError:
            continue
        opened += 1
        assert screen_bits(read_link(link_text(screen))) == screen_bits(screen)
    assert 20 < opened < 1000


def test_markup_stays_text():
    """A title with markup is a title; the page shows it as it is written."""
    screen = replace(SMALL, title="<script>alert(1)</script>", about="![](https://example.com/x.png) $x$")
    assert screen_bits(read_link(link_text(screen))) == screen_bits(screen)
