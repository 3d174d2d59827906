"""An update rule as NumPy text: what it keeps, a function that makes one update, and the calls of it."""

from ...core.network import entries_by_parameter, free_part
from ...core.training.rules.rule_row import RuleMove
from ...core.training.update_rule import UpdateRule
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from .script_letters import as_it_stands, entries_standing

WRITTEN_OUT = 4  # layers; with more, the lines are loops
CLIPPED = '''def clip_factor(gradients):
    """What all gradients, by name, are multiplied by, so that the norm of all together is at most clip."""
    norm = np.sqrt(sum(float(np.square({g}).sum()) for name, g in gradients.items()))
    return min(1.0, clip / (norm + 1e-6))


'''
ABSENT = '''def absent(name, g):
    """A gradient with 0 for the entries that are held fixed."""
    g = g.copy()
    for at in held.get(name, []):
        g[at] = 0
    return g


'''


def given_of_rule(session: Session, notation: Notation = NOTES) -> list[str]:
    """The settings, what the rule keeps at first by the parameters' names, and its count of updates."""
    rule, net = session.rule, session.network
    if rule is None:
        return []
    lines = [f"{name} = {value!r}" for name, value in rule.given if name in _needed(rule)]
    state = session.state or rule.start(net)
    for row in rule.active:
        if row.letter:
            names = [f"{letter}{l}" for l in net.W for letter in "Wb"]
            # What is frozen counts as 0 in what the rule keeps, whatever it kept before that.
            arrays = {name: free_part(net.frozen, name, state.arrays[f"{row.kind}_{name}"]) for name in names}
            stood = {name: as_it_stands(notation, name[0], arrays[name]).tolist() for name in names}
            kept = "".join(f'    "{name}": np.array({rows!r}),\n' for name, rows in stood.items())
            lines.append(f"{row.letter}_at_start = {{  # {row.needed('title')}\n{kept}}}")
    if entries := entries_by_parameter(net.frozen):
        lines.append(
            f"held = {entries_standing(notation, entries)!r}  # entries that no update moves, counted from 0"
        )
    return [*lines, begun(session)]


def begun(session: Session) -> str:
    """The line with which the rule begins."""
    assert session.rule is not None
    made = session.state.updates if session.state else 0
    names = ["count", *kept_letters(session.rule)]
    values = [f"{made}", *(f"dict({letter}_at_start)" for letter in kept_letters(session.rule))]
    return f"{', '.join(names)} = {', '.join(values)}  # count: the updates that the rule has made"


def kept_letters(rule: UpdateRule) -> list[str]:
    """M and V, by which the text calls what the rule keeps."""
    return [row.letter for row in rule.active if row.letter]


def _needed(rule: UpdateRule) -> list[str]:
    """The settings that the text asks for: all numbers that are not off."""
    return [
        name
        for name, value in rule.given
        if not isinstance(value, bool) and value is not None and (value or name not in ("weight_decay", "l1"))
    ]


def functions_of_rule(session: Session) -> str:
    """The function of one update of a parameter, and that of clipping."""
    rule = session.rule
    assert rule is not None
    lines = [
        "def updated(name, old, g):",
        f'    """W or b by its name, after update `count` of {rule.row.title}; g: its gradient."""',
        "    p = old",
    ]
    for row in rule.active[:-1]:
        lines += [f"    {line}" for line in _lines(rule, row)]
        if row.gives == "gradient" and entries_by_parameter(session.network.frozen):
            lines.append("    g = absent(name, g)")
    if entries_by_parameter(session.network.frozen):
        lines.insert(3, "    g = absent(name, g)")
    last = _lines(rule, rule.active[-1])
    lines += [f"    {line}" for line in last[:-1]]
    lines.append(f"    new = {last[-1]}")
    if entries_by_parameter(session.network.frozen):
        lines += ["    for at in held.get(name, []):", "        new[at] = old[at]"]
    lines.append("    return new")
    entries = bool(entries_by_parameter(session.network.frozen))
    clipped = CLIPPED.format(g="absent(name, g)" if entries else "g") * (rule.settings["clip"] is not None)
    return ABSENT * entries + clipped + "\n".join(lines)


def _lines(rule: UpdateRule, row: RuleMove) -> list[str]:
    lines: list[str] = row.needed("numpy")(rule.settings)
    if row.penalty and not rule.settings["decay_biases"]:
        return ['if name[0] == "W":  # b is left alone', *(f"    {line}" for line in lines)]
    return lines


def before_updates(session: Session) -> list[str]:
    """The lines before the updates of an update: the count, and the factor c where gradients are clipped."""
    rule, net = session.rule, session.network
    if rule is None:
        return []
    if rule.settings["clip"] is None:
        return ["count += 1"]
    if net.depth > WRITTEN_OUT or session.at_once > 1:
        free = ' if f"{p}{l}" not in fixed' * bool(net.frozen)
        pairs = f'{{f"{{p}}{{l}}": g for l in dW for p, g in (("W", dW[l]), ("b", db[l])){free}}}'
        pairs = pairs.replace("for l in dW", "for l in range(2, K + 1)")
    else:
        names = [f"{p}{l}" for l in net.W for p in "Wb" if f"{p}{l}" not in net.frozen]
        pairs = f"{{{', '.join(f'{name!r}: d{name}' for name in names)}}}".replace("'", '"')
    return ["count += 1", f"c = clip_factor({pairs})"]


def new_parameter(session: Session, name: str, old: str, gradient: str) -> str:
    """The call that gives a parameter after the update."""
    clipped = "c * " * (session.rule is not None and session.rule.settings["clip"] is not None)
    return f"updated({name}, {old}, {clipped}{gradient})"
