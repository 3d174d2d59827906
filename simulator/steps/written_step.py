"""A step as it is written in a notation: its sentences, and every letter of its formulas."""

from dataclasses import replace

from .foretelling import Foretelling
from .formulas.formula import Equation, Letter, Mark, Token
from .formulas.notation import NOTES, Notation
from .step import Step


def in_notation(step: Step, notation: Notation) -> Step:
    """The step with the words and letters of the notation in which it was made."""
    if notation is NOTES:
        return step
    said = notation.said
    return replace(
        step,
        title=said(step.title),
        text=said(step.text),
        note=said(step.note).strip(),
        subject=said(step.subject),
        equation=_equation(step.equation, notation),
        definition=_spelt(step.definition, notation),
        foretelling=step.foretelling and _foretelling(step.foretelling, notation),
        matrices=tuple((said(name), array, of) for name, array, of in step.matrices),
        notation=notation,
    )


def _equation(equation: Equation, notation: Notation) -> Equation:
    lines = tuple(replace(line, tokens=_spelt(line.tokens, notation)) for line in equation.lines)
    return Equation(_spelt(equation.letters, notation), _spelt(equation.numbered, notation), lines)


def _foretelling(found: Foretelling, notation: Notation) -> Foretelling:
    return replace(
        found,
        letters=_spelt(found.letters, notation),
        label=notation.said(found.label),
        text=notation.said(found.text),
    )


def _spelt(tokens: tuple[Token, ...], notation: Notation) -> tuple[Token, ...]:
    return tuple(_one(token, notation) for token in tokens)


def _one(token: Token, notation: Notation) -> Token:
    if isinstance(token, Letter):
        latex, meaning = notation.latex(token.latex), notation.said(token.meaning)
        same = latex == token.latex and meaning == token.meaning
        return token if same else replace(token, latex=latex, meaning=meaning)
    if isinstance(token, Mark):
        latex = notation.latex(token.latex)
        return token if latex == token.latex else Mark(latex)
    return token
