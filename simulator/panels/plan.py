"""How a run is trained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: loss, α, and in what order and portions the rows are taken."""

    loss: str
    learning_rate: float
    order: str = "random"
    seed: int = 0
    batch_size: int = 1
    rule: str = "gradients-first"
