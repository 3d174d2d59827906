"""A PyTorch training loop is recorded as it runs: rows, W, b, gradients and the optimizer's own settings.

    with simulator.record("run.npz", model, optimizer):
        ...  # the loop, unchanged

Nothing in the loop changes. What is needed is seen where PyTorch makes it: the inputs at the model's forward
pass, the targets at the loss (F.mse_loss, F.cross_entropy or one of the two binary cross-entropies, which
their modules call), the factor of the loss where backward() passes through it, the gradients right before
optimizer.step() changes the parameters, the new parameters right after. Forward passes whose loss is never
differentiated are no part of an update, so validation in between does no harm. A loss written by hand is
known by its numbers, the gradient of the output. What cannot be told for certain is left out, with a remark.
"""

import os
import warnings
from collections.abc import Callable
from typing import Any

from ...core.inputs import InputError, whole
from ..frameworks.layer_chain import SQUEEZED, Act, Affine
from ..frameworks.torch_layers import Linear
from ..frameworks.torch_module import from_torch, torch_links
from .departures.gradient_departure import remarks as gradient_remarks
from .loss_by_numbers import note_operands, pass_by_numbers
from .reader import read_recording
from .torch_losses import (
    Forward,
    Pass,
    Seen,
    SkipError,
    broadcast_said,
    in_grad_scaler,
    losses_seen,
    made_of,
    pass_of,
    said,
    seen,
    shown_functions,
)
from .torch_optimizer import OptimizerWitness, described
from .writer import Prepared, Writer, prepared

MOST_UPDATES = 1_000
MOST_BYTES = 16_000_000


def record(
    path: str | os.PathLike[str],
    model: Any,
    optimizer: Any,
    *,
    most_updates: int = MOST_UPDATES,
    most_bytes: int = MOST_BYTES,
) -> "Recorder":
    """A context manager that records the training of `model` by `optimizer` into the file `path`.

    The model must be one that `from_torch` can show, and the loss F.mse_loss, F.cross_entropy,
    F.binary_cross_entropy or F.binary_cross_entropy_with_logits of its output (their modules as well),
    reduced by mean or sum, or the same written by hand; what such a loss applies itself, softmax or sigmoid,
    is then the last activation of the recorded network. The optimizer's class, its settings before each
    update, and its state where that does not follow, are kept. Recording stops, and training goes on, after
    `most_updates` or `most_bytes` of numbers. `remarks` of what is returned say what is missing and why, and
    what the gradients hold beside those of the loss; so does a warning at the end. The file is written when
    the block ends, by an exception too; where nothing was recorded there is none.

    Raises InputError, before training begins, for a model, an optimizer or a path it cannot work with. What
    goes wrong later becomes a remark: the loop never sees an exception of the recording.
    """
    return Recorder(path, model, optimizer, most_updates, most_bytes)


class Recorder:
    """What `record` gives; `updates` counts what is recorded, `remarks` say what is not."""

    def __init__(self, path: Any, model: Any, optimizer: Any, most_updates: int, most_bytes: int) -> None:
        _check_chain(model)
        from_torch(model)
        _check_optimizer(optimizer)
        if whole(most_bytes, "most_bytes", 1) > MOST_BYTES or whole(most_updates, "most_updates", 1) > 10_000:
            raise InputError(f"a recording holds up to 10,000 updates and {MOST_BYTES:,} bytes of numbers")
        self._path, self._model, self._optimizer = path, model, optimizer
        self._writer = Writer(most_updates, most_bytes, described(optimizer))
        self._witness = OptimizerWitness(optimizer)
        self._links = torch_links(model)
        self._followed = self._make()
        self._passes: list[Pass | str] = []  # a text: why a pass cannot be told
        self._backward_call = -1
        self._told: dict[int, str] = {}  # by pass: "" where its loss is certain, else why it is not
        self._carried = False
        self._pending: Prepared | None = None
        self._steps = 0
        self._handles: list[Any] = []

    @property
    def updates(self) -> int:
        """How many updates are recorded."""
        return self._writer.updates

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences on what is not recorded and why; none if all is."""
        return self._writer.remarks

    def __enter__(self) -> "Recorder":
        if self._handles:
            raise InputError("a recording is made once; call record again for another")
        try:
            self._file = open(self._path, "wb")  # now, not after hours of training
        except OSError as reason:
            raise InputError(f"record must be able to write {self._path}; {reason.strerror}") from None
        self._handles = [
            self._model.register_forward_hook(self._forward, with_kwargs=True),
            self._optimizer.register_step_pre_hook(self._before_step),
            self._optimizer.register_step_post_hook(self._after_step),
        ]
        self._mode = losses_seen(self._loss_made, self._operands)
        self._mode.__enter__()
        return self

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        self._mode.__exit__(kind, value, trace)
        for handle in self._handles:
            handle.remove()
        try:
            with self._file as file:
                if self.updates:
                    for remark in gradient_remarks(read_recording(self._writer.packed())):
                        self._writer.remark(remark)
                    file.write(self._writer.packed())
            if not self.updates:
                self._writer.remark("nothing was recorded, so there is no file")
                os.unlink(self._path)
        except Exception as reason:  # full disk, no memory: the user's own exception or results come first
            self._writer.remark(f"the recording could not be written: {str(reason)[:160]}")
        if kind is None and self.remarks:
            warnings.warn("; ".join(self.remarks), stacklevel=2)

    def _forward(self, module: Any, args: Any, kwargs: Any, output: Any) -> None:
        """Note on the output what it came from, for the loss to find it there."""
        if getattr(output, "requires_grad", False) and not self._writer.full:
            given = (*args, *kwargs.values())
            versions = tuple(getattr(value, "_version", 0) for value in given)
            noted = Forward(given, versions, output.detach(), self._state())
            output._simulator_forward = noted
            output.register_hook(lambda gradient: self._output_reached(noted, gradient))

    def _loss_made(self, name: str, arguments: dict[str, Any], loss: Any) -> None:
        """Wait for the backward pass of a loss; validation has none."""
        if not getattr(loss, "requires_grad", False) or self._writer.full:
            return
        found = seen(name, arguments, loss)
        loss.register_hook(lambda factor: self._backward(found, factor))

    def _operands(self, given: list[Any], made: Any) -> None:
        """Follow what the loop makes of the model's output, and of what else."""
        if not self._writer.full:
            note_operands(given, made, made_of)

    def _backward(self, loss: Seen, factor: Any) -> None:
        """A backward pass reaches a loss of PyTorch's."""
        if self._writer.full:
            return
        self._begin_call()
        try:
            self._passes.append(pass_of(loss, factor))
            self._told[id(loss.source)] = ""
        except Exception as reason:  # the user's training goes on, whatever this is
            if loss.source is None:
                self._passes.append(said(reason))
            else:
                self._told[id(loss.source)] = said(reason)  # its numbers may yet say what it is

    def _output_reached(self, forward: Forward, gradient: Any) -> None:
        """It reaches the model's output: where no loss was certain, its numbers may tell which it was."""
        if self._writer.full:
            return
        self._begin_call()
        why = self._told.get(id(forward))
        if why == "":
            return
        try:
            found = pass_by_numbers(forward, gradient)
        except Exception as reason:
            found, why = None, said(reason)
        if found is None and forward.broadcast:
            target, made = forward.broadcast[0]
            why = broadcast_said("the loss", target, tuple(forward.output.shape), made)
        unknown = f"no {shown_functions()} of the model's output was differentiated for it, nor one by hand"
        self._passes.append(found or why or unknown)

    def _begin_call(self) -> None:
        """Before the first loss or output of a call of backward() no gradient of the call is there yet."""
        from torch._C import _current_graph_task_id  # noqa: PLC0415  tells one call of backward() from another

        call = _current_graph_task_id()
        if call != self._backward_call:
            self._backward_call = call
            self._told = {}
            if all(p.grad is None or not p.grad.any() for p in self._model.parameters()):
                self._passes, self._carried = [], False  # what came before was cleared, and does not count
            elif not self._passes:
                self._carried = True

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._steps += 1
        self._pending = None
        if not self._writer.full:
            self._guarded(lambda: self._prepare(args, kwargs))

    def _prepare(self, args: Any, kwargs: Any) -> None:
        given, self._passes = self._passes, []
        carried, self._carried = self._carried, False
        if any(callable(value) for value in (*args, *kwargs.values())):
            raise SkipError("optimizer.step was given a closure, which trains within the step")
        if in_grad_scaler():
            raise SkipError("a GradScaler changes the gradients between backward() and the step")
        if not given:
            raise SkipError(f"no {shown_functions()} of the model's output was differentiated for it")
        passes = []
        for one in given:
            if isinstance(one, str):
                raise SkipError(one)
            if one.state != self._state():
                raise SkipError("parameters, layers or modes changed between the forward pass and the step")
            passes.append(one)
        self._follow()
        trained = {
            id(p) for group in self._optimizer.param_groups for p in group["params"] if p.requires_grad
        }
        self._pending = prepared(self._steps, passes, carried, self._links, trained, self._witness.ask)

    def _after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        update, self._pending = self._pending, None
        if update is not None:
            linear = [link for link in self._links if isinstance(link, Linear)]
            self._guarded(lambda: self._writer.keep(update, linear))
            self._witness.made(linear)

    def _follow(self) -> None:
        """Follow the forward pass again where layers or modes, such as train(), are others than before."""
        if self._make() != self._followed:
            self._handles[0].remove()  # a hooked model is not followed
            try:
                self._links = torch_links(self._model)
            finally:
                self._handles[0] = self._model.register_forward_hook(self._forward, with_kwargs=True)
            self._followed = self._make()

    def _make(self) -> tuple[Any, ...]:
        """What the model is made of, and its modes."""
        modules = tuple((id(module), module.training) for module in self._model.modules())
        return modules, tuple(id(p) for p in self._model.parameters())

    def _state(self) -> tuple[Any, ...]:
        """The same, and by PyTorch's own count how often each parameter was changed."""
        return self._make(), tuple(p._version for p in self._model.parameters())

    def _guarded(self, action: Callable[[], None]) -> None:
        """Run it; whatever goes wrong becomes a remark, and the user's training goes on."""
        try:
            action()
        except Exception as reason:
            self._writer.skipped(self._steps, said(reason))


def _check_chain(model: Any) -> None:
    """Raise InputError where W, b or the outputs would be others than those of the training."""
    links = torch_links(model)
    for link in links:
        if isinstance(link, Affine) or (isinstance(link, Act) and link.remark):
            raise InputError(
                f"record takes a model of dense layers and activations alone; {link.name} is neither: "
                f"{_cure(link)}"
            )
    kept = {id(tensor) for tensor in (*model.parameters(), *model.buffers())}
    for link in links:
        if not isinstance(link, Linear):
            continue
        for tensor, name in ((link.weight, link.weight_name), (link.bias, link.bias_name)):
            if tensor is not None and id(tensor) not in kept:
                raise InputError(
                    f"record takes a model whose W and b are its parameters; {name} is a mere tensor: "
                    "make it one with nn.Parameter"
                )


def _cure(link: Act | Affine) -> str:
    if isinstance(link, Affine):
        return "apply it to the rows or to the outputs, outside the model"
    if link.anywhere:
        return f"put {link.activation} in its place, which does not learn"
    if link.remark.endswith(SQUEEZED):
        return "leave it out, so that the outputs are N × K, and give targets of that shape"
    return "leave it out, and give F.cross_entropy what comes before it"


def _check_optimizer(optimizer: Any) -> None:
    from torch.optim import Optimizer  # noqa: PLC0415

    if not isinstance(optimizer, Optimizer):
        raise InputError(f"record takes the loop's torch.optim optimizer; got {type(optimizer).__name__}")
