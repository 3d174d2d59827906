"""A session file gives back the whole desk and every update of its runs to the last bit, or is refused."""

import dataclasses
import io
import json
import random
import warnings
import zipfile
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, train, update_rule
from simulator.core.edit import with_parameter
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import DataSet, split, standardised
from simulator.files.gallery import example
from simulator.files.sessions.archive.sealed_zip import MOST_BYTES, SEAL, seal_of
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.run_record import Plan, Point, SegmentRecord, TrainingRecord
from simulator.files.sessions.screen import View
from simulator.files.sessions.trainer_state import Preparation, Training
from simulator.files.tables.built_in_sets import dataset
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene

from ..core.sets import bits as network_bits
from .screens import a_session, desk_bits, desks, views
from .test_training_link import SCREEN


def scene(session: Session) -> Scene:
    return Scene("name", "Title", "About.", session, session)


def data_bits(data: DataSet) -> tuple:
    arrays = [data.X, data.T, data.train, data.test]
    scalings = [
        found and (found.mean.tobytes(), found.deviation.tobytes(), found.constant)
        for found in (data.scaling, data.target_scaling)
    ]
    texts = (data.name, data.about, data.inputs, data.outputs, data.classes)
    return (*((array.dtype, array.shape, array.tobytes()) for array in arrays), *scalings, *texts)


def run_bits(run: TrainingRecord) -> tuple:
    segments = [
        (each.plan, each.base, each.record.start, each.record.updates, each.record.spacing,
         each.record.kept.tobytes(), each.record.last.tobytes(), each.record.stopped)
        for each in run.segments
    ]  # fmt: skip
    points = [
        (p.k, p.epoch, p.error, p.test_error, p.accuracy, p.test_accuracy, network_bits(p.network))
        for p in run.points
    ]
    rest = run.plan, run.point_spacing, run.last_epoch, run.message, run.diverged, run.took
    return network_bits(run.start), run.start.activation, run.start.frozen, segments, points, rest


# ---- the desk
@given(st.data())
def test_a_desk_comes_back_to_the_last_bit(data):
    """With undo, redo, origin and the session held; what was one session is one session again."""
    desk = data.draw(desks())
    saved = Saved(desk, data.draw(views(desk.scene.session)), "Step")
    found = read_session(write_session(saved))
    assert desk_bits(found.desk) == desk_bits(desk)
    assert (found.view, found.mode, found.training) == (saved.view, "Step", None)
    if desk.past:
        assert desk_bits(found.desk.undo()) == desk_bits(desk.undo())


def test_the_same_session_gives_the_same_file():
    assert write_session(Saved(Desk(scene(a_session(2, 3, 1))))) == write_session(
        Saved(Desk(scene(a_session(2, 3, 1))))
    )


def test_two_hundred_edits_are_kept_and_share_their_arrays():
    """A file of the example is a thousand bytes, and each edit of one number adds a few dozen."""
    found = example("notes-4-layer")
    first = Desk(Scene(found.name, found.title, found.about, found.session, found.session))
    assert len(write_session(Saved(first))) < 1200
    desk, rng = first, np.random.default_rng(0)
    for _ in range(200):
        net = desk.scene.session.network
        b = rng.normal(size=net.b[2].shape)
        desk = desk.change(replace(desk.scene.session, network=with_parameter(net, "b2", b)))
    data = write_session(Saved(desk))
    assert len(data) < 15_000
    assert desk_bits(read_session(data).desk) == desk_bits(desk)


def test_of_large_networks_the_nearest_states_are_kept():
    rng = np.random.default_rng(1)
    net = initialise((300, 200, 2), ("tanh", "tanh"), "he", 0)
    desk = Desk(scene(Session(net, rng.normal(size=300), [0, 1], learning_rate=0.001, updates=1)))
    for _ in range(20):
        W = rng.normal(size=(300, 200))
        desk = desk.change(replace(desk.scene.session, network=with_parameter(net, "W2", W)))
    for _ in range(3):
        desk = desk.undo()
    data = write_session(Saved(desk))
    assert len(data) < 8 * 2**20
    found = read_session(data).desk
    assert 5 < len(found.past) < 17
    past, future = desk.past[-len(found.past) :], desk.future[: len(found.future)]
    assert desk_bits(found) == desk_bits(replace(desk, past=past, future=future))


def test_a_state_that_cannot_be_walked_is_refused_when_it_is_undone():
    """Reading a file walks what is shown; an older state is walked when it is gone back to."""
    good = a_session(2, 2)
    bad = replace(good, learning_rate=1e308)
    found = read_session(write_session(Saved(Desk(scene(good), (scene(bad),)))))
    with pytest.raises(InputError, match=r"^In update "):
        found.desk.undo()
    for desk in (Desk(scene(bad)), Desk(scene(good), held=bad)):
        with pytest.raises(InputError, match=r"^In update "):
            read_session(write_session(Saved(desk)))


# ---- training
DATA = split(dataset("iris"), 0.2, 3)
NET = initialise((4, 3, 3), ("tanh", "softmax"), "glorot", 2)


PLANS = Plan("tce", 0.05), Plan("tce", 0.01, batch_size=7)


def a_run(data=DATA, net=NET, plans=PLANS, limit=2**25):
    """Two segments, the second with other portions, and the histories that made them."""
    X, T = data.training
    segments, histories, base, now = [], [], 0, net
    for plan, updates in zip(plans, (300, 37), strict=False):
        history = train(now, X, T, updates=updates, **plan.settings)
        segments.append(SegmentRecord(plan, base, history.record(limit)))
        histories.append(history)
        base, now = base + history.updates, history.network
    points = (
        Point(0, 0.0, 1 / 3, None, 0.1, None, net),
        Point(base, 2.5, float("inf"), 0.2, None, 1.0, now),
    )
    return TrainingRecord(net, plans[0], tuple(segments), points, 2, 1 / 7, "stopped", True, 0.1), histories


def through(training: Training) -> Training:
    return read_session(write_session(Saved(Desk(scene(a_session(2, 1))), training=training))).training


@pytest.mark.parametrize("limit", [0, 500, 2**25])
@pytest.mark.parametrize("rule", ["gradients-first", "as-you-go"])
@pytest.mark.parametrize("order", ["turn", "random"])
def test_every_update_of_a_run_is_had_again(limit, rule, order):
    """After the file, at any update, bit for bit; and trained on from there it is the same run."""
    plans = (Plan("tce", 0.05, order, 4, 1, rule), Plan("tce", 0.01, order, 5, 50, rule))
    run, histories = a_run(plans=plans, limit=limit)
    found = through(Training(DATA, (run,)))
    assert run_bits(found.runs[0]) == run_bits(run)
    X, T = found.data.training
    for segment, history, plan in zip(found.runs[0].segments, histories, plans, strict=True):
        opened = segment.opened(found.runs[0].start, found.data)
        assert (opened.start, opened.updates, opened.stopped) == (0, history.updates, "")
        how = dataclasses.asdict(plan)
        for k in (history.updates, 0, 1, history.updates // 2, 17, history.updates - 1):
            assert network_bits(opened.at(k)) == network_bits(history.at(k))
        for k in (5, history.updates):
            mine = train(opened.at(k), X, T, start=k, updates=40, **how)
            theirs = train(history.at(k), *DATA.training, start=k, updates=40, **how)
            assert network_bits(mine.network) == network_bits(theirs.network)
        assert network_bits(opened.network) == network_bits(history.network)
        assert opened.losses == history.losses
        assert [opened.item(k) for k in range(30)] == [history.item(k) for k in range(30)]


PREPARED = [
    None,
    Preparation("iris", 20, 3, True),
    Preparation("own", 0, 2**53, False, ("a;b.csv", b"\xffx,y\n1,2"), True, None, ("x",), ("y",)),
    Preparation("own", 60, 0, False, ("the pasted text", "é,y\n1,2\n"), None, False, ("é", "z"), ("y",)),
]


@pytest.mark.parametrize("preparation", PREPARED)
@pytest.mark.parametrize(
    "data",
    [
        DATA,
        standardised(DATA),
        standardised(split(dataset("sine"), 0.3), targets=True),
        DataSet("<b>", "1", [[-0.0, 5e-324]], [[1.0]], ("a", "b"), ("c",), ("no", "yes"), image=(1, 2)),
    ],
)
def test_a_set_comes_back_with_all_that_was_done_to_it(data, preparation):
    found = through(Training(data, (), preparation))
    assert data_bits(found.data) == data_bits(data)
    assert found.data.image == data.image
    assert found.preparation == preparation
    assert (
        preparation is None
        or preparation.table is None
        or type(found.preparation.table[1]) is type(preparation.table[1])
    )


def test_two_runs_share_their_set():
    run, _ = a_run()
    other, _ = a_run(net=initialise((4, 2, 3), ("relu", "softmax"), "he", 1), plans=(Plan("tse", 0.01),))
    found = through(Training(DATA, (run, other)))
    assert [run_bits(each) for each in found.runs] == [run_bits(run), run_bits(other)]


# ---- limits
def test_a_file_too_large_is_not_written():
    """It says how large it would be."""
    rng = np.random.default_rng(0)
    big = DataSet("big", "", rng.normal(size=(20_000, 110)), np.zeros((20_000, 1)), ("x",) * 110, ("t",))
    with pytest.raises(
        InputError, match=r"^a session file must have at most 16 MB; this one would have 16\.\d MB$"
    ):
        through(Training(big))


RUN = a_run()[0]
ADAM = Plan("tce", 0.01, rule=update_rule("adam"))
RULED = a_run(plans=(ADAM, replace(ADAM, rule=update_rule("rmsprop"))))[0]


def forged(run: TrainingRecord, number: int, **changes) -> TrainingRecord:
    """The run with other arrays in the record of one of its segments."""
    segments = [*run.segments]
    record = segments[number].record
    values = {name: value(getattr(record, name).copy()) for name, value in changes.items()}
    segments[number] = replace(segments[number], record=replace(record, **values))
    return replace(run, segments=tuple(segments))


def set_at(place, value):
    def changed(array):
        array[place] = value
        return array

    return changed


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Training(DATA, epochs=0), "the epochs must be a whole number from 1"),
        (lambda: Training(dataset("moons"), (RUN,)), "a run must lead from 2 inputs to 2 outputs, as"),
        (lambda: Training(DATA, (RUN,) * 5), "a set must have at most 4 runs; got 5"),
        (
            lambda: replace(RUN, start=initialise((4, 3, 3), ("tanh", "softmax"), "he", 2)),
            "segment 1 must go on",
        ),
        (lambda: replace(RUN, segments=RUN.segments[::-1]), "segment 2 must go on"),
        (lambda: replace(RUN, segments=RUN.segments[:1]), "the update of a point must be"),
        (lambda: replace(RUN, points=()), "a run must have 1 to 400 points; got 0"),
        (lambda: replace(RUN, points=RUN.points[:1]), "the last point must be at update 337; got 0"),
        (lambda: replace(RUN, plan=Plan("l1", 0.1)), "the loss must be one of tse,"),
        (lambda: replace(RUN, plan=Plan("tse", -0.1)), "the learning rate must be above 0"),
        (
            lambda: replace(RULED, plan=replace(ADAM, rule="Adam")),
            "the update rule must be one of sgd, rmsprop, adam, adamw; got 'Adam'",
        ),
        (
            lambda: replace(
                RUN, plan=replace(ADAM, rule=update_rule("sgd", clip=1), update_order="as-you-go")
            ),
            "clip must be None where W is updated as you go",
        ),
        (
            lambda: replace(RULED, segments=(replace(RULED.segments[0], plan=PLANS[0]), *RULED.segments[1:])),
            "segment 1 must be of 27 parameters; got 82",
        ),
        (
            lambda: replace(RUN, segments=(RUN.segments[0], replace(RUN.segments[1], plan=replace(ADAM)))),
            "segment 2 must be of 82 parameters and numbers of the rule; got 27",
        ),
        (
            lambda: forged(RULED, 0, kept=set_at((0, 30), 0.5)),
            "segment 1 must go on where the one before ended",
        ),
        (
            lambda: forged(RULED, 1, kept=set_at((0, 30), 0.5)),
            "segment 2 must go on where the one before ended",
        ),
        (
            lambda: forged(RULED, 0, last=set_at(-1, 299)),
            "the rule of segment 1 must have counted its updates",
        ),
        (
            lambda: forged(RULED, 1, last=set_at(-1, 0.5)),
            "the rule of segment 2 must have counted its updates",
        ),
        (lambda: replace(RUN, message="a\0"), "the run's message must not hold control characters"),
        (lambda: Preparation("x"), "the source of the data must be one of and,"),
        (lambda: Preparation("iris", table=("a", b"")), "a table of one's own"),
        (lambda: Preparation("own"), "a table of one's own"),
        (lambda: Preparation("own", table=("a", b"x" * 5_000_001)), "a table must be text of at most"),
        (lambda: Saved(Desk(scene(a_session(2, 1))), View(10**6)), "the step must be a whole number from 0"),
        (lambda: Saved(Desk(scene(a_session(2, 1))), mode="a\n"), "the mode must not hold control"),
        (
            lambda: write_session(Saved(Desk(scene(replace(a_session(2, 1), updates=51))))),
            "a session must have at most 50 updates; got 51",
        ),
        (
            lambda: write_session(Saved(Desk(replace(scene(a_session(2, 1)), title="\x1b")))),
            "the title must not hold control characters",
        ),
    ],
)
def test_what_passes_a_limit_is_not_kept(make, why):
    with pytest.raises(InputError, match=f"^({why})"):
        make()


@pytest.mark.parametrize("settings", [None, SCREEN])
@pytest.mark.parametrize("epochs", [None, 30])
def test_the_settings_of_the_page_of_training_come_back(settings, epochs):
    """Also where nothing was trained; files without them are read as before."""
    saved = Saved(Desk(scene(a_session(2, 1))), training=Training(DATA, epochs=epochs), settings=settings)
    data = write_session(saved)
    found = read_session(data)
    assert found.settings == settings
    assert found.training.epochs == epochs
    manifest = json.loads(members(data)["manifest.json"])
    assert ("settings" in manifest, "epochs" in manifest["training"]) == (bool(settings), bool(epochs))


# ---- damage and malice
def rich() -> bytes:
    desk = Desk(scene(a_session(2, 2, 1))).hold()
    desk = desk.change(a_session(2, 2, 1, scheme="tenths")).change(a_session(2, 2, 1, scheme="he")).undo()
    training = Training(standardised(DATA), (RUN,), PREPARED[2], 7)
    return write_session(Saved(desk, View(3, picked=(2, 1)), "Train", training, SCREEN))


RICH = rich()


def test_a_damaged_file_is_refused():
    """2,500 files with bytes changed, left out, put in, or cut short: the seal is broken."""
    rng = random.Random(7)
    for _ in range(2500):
        data = mutated(RICH, rng)
        if data != RICH:
            with pytest.raises(InputError):
                read_session(data)


def mutated(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at, what = rng.randrange(len(found)), rng.randrange(6)
        if what < 3:
            found[at] ^= 1 << rng.randrange(8)
        elif what == 3:
            del found[at : at + rng.randint(1, 9)]
        elif what == 4:
            found[at:at] = rng.randbytes(rng.randint(1, 9))
        else:
            del found[max(at, 1) :]
    return bytes(found)


def test_a_file_damaged_below_its_seal_is_refused_too():
    """2,500 more with the right seal put on again: it opens only where the zip still says the same."""
    rng, body, opened = random.Random(8), RICH[:-SEAL], 0
    for _ in range(2500):
        changed = mutated(body, rng)
        try:
            found = read_session(changed + seal_of(changed))
        except InputError:
            continue
        opened += 1  # such as another date in the directory
        assert write_session(found) == RICH
    assert opened < 500


def members(data: bytes = RICH) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(content: dict[str, bytes] | list[tuple[str, bytes]], packing=zipfile.ZIP_DEFLATED) -> bytes:
    """As a stranger would who knows the format."""
    out = io.BytesIO()
    pairs = content.items() if isinstance(content, dict) else content
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", packing) as archive:
        warnings.simplefilter("ignore")  # a name that is there twice
        for name, data in pairs:
            archive.writestr(name, data)
        archive.comment = b"0" * SEAL
    body = out.getvalue()[:-SEAL]
    return body + seal_of(body)


def with_manifest(change) -> bytes:
    found = members()
    manifest = json.loads(found["manifest.json"])
    change(manifest)
    return zipped(found | {"manifest.json": json.dumps(manifest).encode()})


def test_a_stranger_can_write_such_a_file():
    """The hostile ones below are refused for what is wrong with them, not for how they are packed."""
    assert write_session(read_session(with_manifest(lambda manifest: None))) == RICH
    for name in ("numbers.npy", "rows.npy"):
        assert np.load(io.BytesIO(members()[name]), allow_pickle=False).ndim == 1


def test_values_put_in_the_place_of_any_other_never_break_anything_else(request):
    """500 manifests, and 8,000 at night, with one or two values exchanged for others, anywhere in them."""
    rng = random.Random(9)
    values = [
        None, True, False, 0, 1, -1, 3, 7, 10**6, 2**53, 10**30, 0.5, -1e308, 1e308, "", "x", "inf",
        "tanh", "tce", "W2", "own", "a\0", [], [0], [1, 2], [[]], {}, {"a": 1},
    ]  # fmt: skip
    opened = 0
    for _ in range(8000 if request.config.getoption("nightly") else 500):

        def change(manifest):
            for _ in range(rng.randint(1, 2)):
                places = [*walk(manifest)]
                container, key = rng.choice(places)
                what = rng.randrange(8)
                if what == 0:
                    del container[key]
                elif what == 1 and isinstance(container, list):
                    container.append(container[key])
                else:
                    container[key] = rng.choice(values)

        try:
            found = read_session(with_manifest(change))
        except InputError as reason:
            assert "\n" not in str(reason) and len(str(reason)) < 500
            continue
        opened += 1
        read_session(write_session(found))
        for run in found.training.runs if found.training else ():
            for segment in run.segments:
                exercised(segment, run, found)
    assert 20 < opened < 1500


def exercised(segment: SegmentRecord, run: TrainingRecord, found: Saved) -> None:
    """Replayed at its ends: a finite network, or a refusal."""
    history = segment.opened(run.start, found.training.data)
    for k in (history.start, history.start + history.updates):
        try:
            net = history.at(k)
        except InputError:
            continue
        assert all(np.isfinite(layer.W).all() and np.isfinite(layer.b).all() for layer in net.layers)


def walk(value):
    """Every place of a JSON value, as (container, key)."""
    for key in [*value] if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from walk(value[key])


def npy(array) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


def put(*path, value):
    def change(manifest):
        for key in path[:-1]:
            manifest = manifest[key]
        manifest[path[-1]] = value

    return change


def lying_size() -> bytes:
    """The directory says that a bomb unpacks to nothing."""
    data = bytearray(zipped(members() | {"numbers.npy": bytes(200 * 2**20)})[:-SEAL])
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(data) + seal_of(bytes(data))


SESSION, RUN_0 = ("desk", "sessions", 0), ("training", "runs", 0)
HOSTILE = {
    "nothing": lambda: b"",
    "a text": lambda: "PK",
    "none": lambda: None,
    "a link": lambda: b"1.eJw",
    "only a seal": lambda: seal_of(b""),
    "no zip": lambda: b"PK\3\4" + seal_of(b"PK\3\4"),
    "too large": lambda: b"PK\3\4" + bytes(MOST_BYTES),
    "unsealed": lambda: RICH[:-SEAL],
    "upper case": lambda: RICH[:-SEAL] + RICH[-SEAL:].upper(),
    "more behind": lambda: RICH + b"\0",
    "empty zip": lambda: zipped({}),
    "no numbers": lambda: zipped({"manifest.json": b"{}"}),
    "more members": lambda: zipped(members() | {"evil": b""}),
    "other names": lambda: zipped({f"../{name}": data for name, data in members().items()}),
    "other order": lambda: zipped([*members().items()][::-1]),
    "member twice": lambda: zipped([*members().items(), ("rows.npy", npy(np.zeros(1)))]),
    "bomb": cache(lambda: zipped(members() | {"numbers.npy": bytes(200 * 2**20)})),
    "bomb that lies": cache(lying_size),
    "long manifest": lambda: zipped(members() | {"manifest.json": b" " * (5 * 2**20)}),
    "bzip2": lambda: zipped(members(), zipfile.ZIP_BZIP2),
    "pickle": lambda: zipped(members() | {"numbers.npy": npy(np.array([{}]))}),
    "strings": lambda: zipped(members() | {"numbers.npy": npy(np.array(["a"]))}),
    "complex": lambda: zipped(members() | {"numbers.npy": npy(np.zeros(9, complex))}),
    "two axes": lambda: zipped(members() | {"numbers.npy": npy(np.zeros((900, 900)))}),
    "no npy": lambda: zipped(members() | {"numbers.npy": b"\x80\x04."}),
    "code in the header": lambda: zipped(
        members() | {"numbers.npy": npy(np.zeros(1)).replace(b"False", b"exit(")}
    ),
    "lying header": lambda: zipped(members() | {"numbers.npy": npy(np.zeros(1)).replace(b"(1,)", b"(9,)")}),
    "big endian": lambda: zipped(members() | {"numbers.npy": npy(np.zeros(5000, ">f8"))}),
    "nan": lambda: zipped(members() | {"numbers.npy": npy(np.full(50_000, np.nan))}),
    "few numbers": lambda: zipped(members() | {"numbers.npy": npy(np.zeros(2))}),
    "rows outside": lambda: zipped(members() | {"rows.npy": npy(np.full(150, 150))}),
    "rows below": lambda: zipped(members() | {"rows.npy": npy(np.full(150, -1))}),
    "rows twice": lambda: zipped(members() | {"rows.npy": npy(np.zeros(150, int))}),
    "no json": lambda: zipped(members() | {"manifest.json": b"{"}),
    "deep": lambda: zipped(members() | {"manifest.json": b"[" * 10**6}),
    "nan in json": lambda: zipped(members() | {"manifest.json": b'{"format":NaN}'}),
    "key twice": lambda: zipped(members() | {"manifest.json": b'{"format":1,"format":1}'}),
    "utf-16": lambda: zipped(members() | {"manifest.json": '{"format":"x"}'.encode("utf-16")}),
    "no table": lambda: zipped({name: data for name, data in members().items() if name != "table"}),
    "table alone": lambda: with_manifest(put("training", value=None)),
    "format": lambda: with_manifest(put("format", value="else")),
    "version 0": lambda: with_manifest(put("version", value=0)),
    "version 3": lambda: with_manifest(put("version", value=3)),
    "version true": lambda: with_manifest(put("version", value=True)),
    "unknown key": lambda: with_manifest(put("evil", value=1)),
    "no scenes": lambda: with_manifest(put("desk", "scenes", value=[])),
    "shown outside": lambda: with_manifest(put("desk", "shown", value=3)),
    "held outside": lambda: with_manifest(put("desk", "held", value=99)),
    "held of another shape": lambda: with_manifest(put(*SESSION, "pairs", value=1)),
    "session -1": lambda: with_manifest(put("desk", "scenes", 0, "session", value=-1)),
    "place outside": lambda: with_manifest(put(*SESSION, "arrays", 0, value=10**9)),
    "place below": lambda: with_manifest(put(*SESSION, "arrays", 0, value=-8)),
    "few places": lambda: with_manifest(put(*SESSION, "arrays", value=[0])),
    "wide": lambda: with_manifest(put(*SESSION, "widths", value=[2**20, 2**20, 1])),
    "deep network": lambda: with_manifest(put(*SESSION, "widths", value=[1] * 9)),
    "updates": lambda: with_manifest(put(*SESSION, "updates", value=10**9)),
    "markup in a title": lambda: with_manifest(put("desk", "scenes", 0, "title", value="<script>\0")),
    "long title": lambda: with_manifest(put("desk", "scenes", 0, "title", value="x" * 10**6)),
    "many rows": lambda: with_manifest(put("training", "data", "rows", value=10**9)),
    "class": lambda: with_manifest(put("training", "data", "classes", value=["a", "a", "a"])),
    "deviation": lambda: with_manifest(put("training", "data", "scaling", "arrays", value=[0, 0])),
    "other data": lambda: with_manifest(put("training", "data", "inputs", value=["a"])),
    "many updates": lambda: with_manifest(put(*RUN_0, "segments", 0, "updates", value=10**12)),
    "base": lambda: with_manifest(put(*RUN_0, "segments", 1, "base", value=3)),
    "spacing 0": lambda: with_manifest(put(*RUN_0, "segments", 0, "spacing", value=0)),
    "no snapshot": lambda: with_manifest(put(*RUN_0, "segments", 0, "kept", value=[])),
    "one over and over": lambda: with_manifest(put(*RUN_0, "segments", 0, "kept", value=[0] * 10**6)),
    "start": lambda: with_manifest(put(*RUN_0, "segments", 0, "start", value=10**9)),
    "point backwards": lambda: with_manifest(put(*RUN_0, "points", 1, 0, value=-1)),
    "plan": lambda: with_manifest(put(*RUN_0, "plan", "batch_size", value=0)),
    "preparation": lambda: with_manifest(put("training", "preparation", "source", value="../x")),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_no_session_file_is_refused(name):
    """In one short sentence."""
    with pytest.raises(InputError) as refused:
        read_session(HOSTILE[name]())
    assert 20 < len(str(refused.value)) < 400
    assert "\n" not in str(refused.value) and "\0" not in str(refused.value)


def test_sessions_that_share_one_array_do_not_multiply_it():
    """801 sessions of the same 2 MB would take 1.6 GB."""
    found = members()
    numbers = np.zeros(2**18 - 2**14 + 5000)
    manifest = json.loads(found["manifest.json"])
    session = manifest["desk"]["sessions"][0] | {
        "widths": [1024, 240], "activations": ["tanh"], "frozen": [], "pairs": 1, "arrays": [0, 0, 0, 0]
    }  # fmt: skip
    manifest["desk"]["sessions"] = [session] * 801
    data = zipped(found | {"manifest.json": json.dumps(manifest).encode(), "numbers.npy": npy(numbers)})
    with pytest.raises(InputError, match=r"^the file's numbers must not be used over and over; they are$"):
        read_session(data)


def test_a_run_that_would_take_minutes_to_go_back_in_is_refused():
    """100 million updates without a snapshot between them."""

    def change(manifest):
        put(
            *RUN_0,
            "segments",
            value=[manifest["training"]["runs"][0]["segments"][0] | {"updates": 10**8, "spacing": 10**8}],
        )(manifest)
        manifest["training"]["runs"][0]["points"][1][0] = 10**8
        manifest["training"]["runs"][0]["segments"][0]["plan"]["batch_size"] = 120

    with pytest.raises(InputError, match=r"^a run that is kept must not take minutes to go back in"):
        read_session(with_manifest(change))


@pytest.mark.parametrize("name", ["bomb", "bomb that lies", "long manifest"])
def test_no_member_is_unpacked_past_its_bound(name):
    """Whatever the directory says of its size."""
    with pytest.raises(InputError, match=r"(unpacks past [0-9,]+ bytes|cannot be read as one)$"):
        read_session(HOSTILE[name]())
