"""What cannot be said letter by letter in a notation in which W is L × H: products, and slopes of neurons."""

from collections.abc import Mapping


def turned_phrases(letters: Mapping[str, str], matrix: str) -> dict[str, str]:
    """What the notes' way of writing products and slopes becomes; `matrix`: that of slopes."""
    n, S, F = (letters[letter] for letter in "nSF")
    return {
        "A, slope σ′(n)": f"σ′({n}), slope",
        "A, its diagonal": f"{matrix}, its diagonal",
        "S = ∂F/∂n": S if S[0] == "∂" else f"{S} = ∂{F}/∂{n}",
        " = ∂F/∂n": "" if S[0] == "∂" else f" = ∂{F}/∂{n}",
        " = ∂φ/∂n": "" if S[0] == "∂" else f" = ∂{F}/∂{n}",
        "Slopes A of": f"Slopes σ′({n}) of",
        "The slope A": f"The slope σ′({n})",
        "the slope A": f"the slope σ′({n})",
        "the diagonal of A": "the slopes",
        "The diagonal of A": f"The diagonal of {matrix}",
        "Each item has an A of its own.": f"Each item has a {matrix} of its own.",
        "A[i,j]": f"{matrix}[i,j]",
        " of A,": f" of {matrix},",
        "row of A": f"row of {matrix}",
        "rows of A": f"rows of {matrix}",
        "A has too many rows": f"{matrix} has too many rows",
        "A row ": f"{matrix} row ",
        "× A ": "× slope ",
        "their A": f"their σ′({n})",
        "A stands for the activations of all items here, so the slopes are written σ′(N).": "",
        "∂φ/∂y": f"∂{F}/∂y",
        "W S": f"Wᵀ {S}",
        "eⁿ": "eᶻ",
    } | _of_mistakes(letters, matrix)


def _of_mistakes(letters: Mapping[str, str], matrix: str) -> dict[str, str]:
    """What sentences about mistakes say, and what is a number of items, no letter, in them."""
    n, S = (letters[letter] for letter in "nS")
    return {
        "â Sᵀ": f"{S} âᵀ",
        "âSᵀ": f"{S} âᵀ",
        "Sâᵀ": f"â {S}ᵀ" if len(S) == 1 else f"â ({S})ᵀ",
        "ÂSᵀ": f"{S} Âᵀ",
        "Ŝ = ÂWS": f"{letters['Ŝ']} = (Wᵀ {S}) ⊙ σ′({letters['n̂']})",
        "with Wᵀ, Ŝ = ÂWS back with W.": (
            f"with W, {letters['Ŝ']} = (Wᵀ {S}) ⊙ σ′({letters['n̂']}) back with Wᵀ."
        ),
        "n = Wᵀâ": f"{n} = W â",
        "where A = diag(σ′(n))": f"where σ′({n})",
        "its A = diag(y) − yyᵀ": f"its {matrix} = diag(y) − yyᵀ",
        "−2Ae": f"−2e ⊙ σ′({n})",
        "a row for each neuron on the left (H × L)": "a row for each neuron on the right",
        "; PyTorch keeps W and its gradient as L × H. Its": ". Its",
        "its N items": "its N items",
        "of items, N,": "of items, N,",
        "the factor N.": "the factor N.",
        "N = ": "N = ",
    }
