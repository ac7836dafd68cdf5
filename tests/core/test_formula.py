"""Formulas: what is understood, how it is printed, and where a mistake is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.formula import (
    FUNCTIONS,
    MAX_DEPTH,
    Binary,
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    parse,
    to_latex,
    to_text,
)

LEAVES = st.sampled_from(["0", "1", "2.5", "10", "1e-3", "0.26"]).map(Number) | st.sampled_from(["w", "b", "pi", "e"]).map(Name)
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: (
        inner.map(Negative)
        | st.builds(Binary, st.sampled_from("+-*/^"), inner, inner)
        | st.builds(Call, st.sampled_from(list(FUNCTIONS)), inner)
    ),
    max_leaves=20,
)


@given(TREES)
@settings(derandomize=True, max_examples=300)
def test_canonical_text_means_the_same_tree(tree: Node) -> None:
    assert parse(to_text(tree)) == tree


@given(TREES)
@settings(derandomize=True, max_examples=300)
def test_latex_has_balanced_braces_and_no_doubled_operators(tree: Node) -> None:
    latex = to_latex(tree)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left(") == latex.count(r"\right)")
    assert not any(doubled in latex.replace(" ", "") for doubled in ("--", "+-", "^-", r"\,-", r"\cdot-"))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (" w+b ", "w + b"),
        ("w-(b-1)", "w - (b - 1)"),
        ("(w-b)-1", "w - b - 1"),
        ("-w^2", "-w^2"),
        ("(-w)^2", "(-w)^2"),
        ("2^-w", "2^-w"),
        ("w^b^2", "w^b^2"),
        ("(w^b)^2", "(w^b)^2"),
        ("w/(b*2)", "w/(b*2)"),
        ("w/b*2", "w/b*2"),
        ("((w))", "w"),
        ("exp( -w )", "exp(-w)"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("(w^2 + b - 11)^2", r"\left( w^{2} + b - 11 \right)^{2}"),
        ("2*w*b", r"2 \, w \, b"),
        ("w*2", r"w \cdot 2"),
        ("(w^2 + b^2)/2", r"\frac{w^{2} + b^{2}}{2}"),
        ("-(w^2)/2", r"-\frac{w^{2}}{2}"),
        ("w - -b/2", r"w - \left( -\frac{b}{2} \right)"),
        ("exp(-w)", "e^{-w}"),
        ("sqrt(w)", r"\sqrt{w}"),
        ("cos(2*pi*w)", r"\cos \left( 2 \, \pi \, w \right)"),
        ("sin(w)^2", r"\sin^{2} \left( w \right)"),
        ("1e-3*w", r"1 \cdot 10^{-3} \, w"),
        ("(w/b)^2", r"\left( \frac{w}{b} \right)^{2}"),
    ],
)
def test_latex_keeps_the_authors_form(text: str, latex: str) -> None:
    assert to_latex(parse(text)) == latex


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("w +", 3),
        ("w + * b", 4),
        ("(w", 2),
        ("w b", 2),
        ("w + x", 4),
        ("2*foo(w)", 2),
        ("w ** 2", 3),
        ("w $ b", 2),
        ("__import__('os')", 11),
    ],
)
def test_a_mistake_has_a_position(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.position == position


@pytest.mark.parametrize("text", ["-" * 400 + "w", "sqrt(" * 90 + "w" + ")" * 90, "+".join("w" * 250), "^".join("w" * 250)])
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match=f"more than {MAX_DEPTH} deep") as caught:
        parse(text)
    assert caught.value.position is None
