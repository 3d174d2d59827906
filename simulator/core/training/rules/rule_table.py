"""The update rules: what each makes of a gradient, entry by entry, in PyTorch's conventions.

One row of the table carries everything that is said of a rule anywhere: its settings with their bounds, and
its moves in the order in which they are computed. A rule's row stands in a file beside this one.
"""

from .adam import ADAM, ADAMW
from .rmsprop import RMSPROP
from .sgd import SGD

RULES = {row.name: row for row in (SGD, RMSPROP, ADAM, ADAMW)}
