"""An update rule as PyTorch's own optimizer, as text, from what its row says PyTorch calls it."""

import re

from ...core.spelling import needed
from ...core.training.update_rule import UpdateRule, update_rule

INDEXED = re.compile(r"(\w+)\[(\d)\]")  # "betas[0]"


def optimizer_text(rule: UpdateRule | None, W: str, b: str, alpha: str) -> str:
    """A call of torch.optim on lists of parameters named `W` and `b`; plain descent is its SGD.

    Weight decay stands with each group. Clipping and L1 are no part of an optimizer: `before_step_text`.
    Raises InputError where PyTorch has no such optimizer, or it has no such setting.
    """
    known = rule or update_rule("sgd")
    settings, decay = known.settings, known.settings["weight_decay"]
    groups = ", ".join(
        f'{{"params": {name}, "weight_decay": {value!r}}}'
        for name, value in ((W, decay), (b, decay if settings["decay_biases"] else 0.0))
    )
    given: dict[str, str] = {}
    for setting in known.row.own_settings:
        value = settings[setting.name]
        if not setting.torch and value == setting.default:
            continue
        called = needed(setting.torch or None, f"{known.row.title}'s setting {setting.name}", "torch")
        indexed = INDEXED.fullmatch(called)
        if indexed:  # in the order of the row
            given.setdefault(indexed[1], "(")
            given[indexed[1]] += f"{', ' * (indexed[2] != '0')}{value!r}"
        else:
            given[called] = repr(value)
    others = "".join(f", {name}={text}{')' if text.startswith('(') else ''}" for name, text in given.items())
    return f"torch.optim.{known.row.needed('torch')}([{groups}], lr={alpha}{others})"


def before_step_text(rule: UpdateRule | None, W: str, b: str) -> list[str]:
    """The lines that change the gradients of these lists of parameters before a step: clipping, then L1."""
    if rule is None:
        return []
    lines, settings = [], rule.settings
    if settings["clip"] is not None:
        lines.append(f"torch.nn.utils.clip_grad_norm_([*{W}, *{b}], {settings['clip']!r})")
    if settings["l1"]:
        penalised = f"[*{W}, *{b}]" if settings["decay_biases"] else W
        lines.append(f"for p in {penalised}:")
        lines.append(f"    p.grad += {settings['l1']!r} * torch.sign(p.detach())")
    return lines
