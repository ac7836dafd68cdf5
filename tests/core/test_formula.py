"""Formulas: what is understood, how it is printed, and where a mistake is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.formula import FUNCTIONS, Binary, Call, FormulaError, Name, Negative, Node, Number, to_text
from app.core.grammar import MAX_DEPTH, MAX_NODES, OPERAND, parse
from app.core.typeset import to_latex

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
@settings(derandomize=True, max_examples=300, deadline=None)
def test_canonical_text_means_the_same_tree(tree: Node) -> None:
    assert parse(to_text(tree)) == tree


@given(TREES)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_latex_has_balanced_braces_and_no_doubled_operators(tree: Node) -> None:
    latex = to_latex(tree)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")
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
        ("w**b**2", "w^b^2"),
        ("-w**2", "-w^2"),
        ("w/(b*2)", "w/(b*2)"),
        ("w/b*2", "w/b*2"),
        ("((w))", "w"),
        ("exp( -w )", "exp(-w)"),
        ("(w^2 + b - 11)^2 + 3 sin(2w) b", "(w^2 + b - 11)^2 + 3*sin(2*w)*b"),
        ("(w+1)(b-1)", "(w + 1)*(b - 1)"),
        ("2pi w", "2*pi*w"),
        ("2piw", "2*pi*w"),
        ("wb", "w*b"),
        ("wwb^2", "w*w*b^2"),
        ("wsin(b)", "w*sin(b)"),
        ("1/2w", "1/2*w"),
        ("w^2b", "w^2*b"),
        ("2^3w", "2^3*w"),
        ("2^-w b", "2^-w*b"),
        ("-w b", "-w*b"),
        ("w -b", "w - b"),
        ("+w", "w"),
        ("L(w, b) = w^2", "w^2"),
        ("f=w", "w"),
        ("σ(w) + √(b)", "sigmoid(w) + sqrt(b)"),
        ("|w|", "abs(w)"),
        ("|w||b|", "abs(w)*abs(b)"),
        ("2|w - b|^2", "2*abs(w - b)^2"),
        ("||w| - 1|", "abs(abs(w) - 1)"),
        ("|w + |b||", "abs(w + abs(b))"),
        ("sin(|w|)|b|", "sin(abs(w))*abs(b)"),
        ("w − 1·b ÷ 2 × 3", "w - 1*b/2*3"),
        ("w² + b¹⁰", "w^2 + b^10"),
        ("2π", "2*pi"),
        ("SIN(W) + Pi", "sin(w) + pi"),
        ("ln(w) + arctan(b)", "log(w) + atan(b)"),
        ("log10(w) log2(b)", "log10(w)*log2(b)"),
        (".5w + 2.b", "0.5*w + 2*b"),
        ("2E+3w", "2e3*w"),
        ("2e w", "2*e*w"),
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
        ("cbrt(w)", r"\sqrt[3]{w}"),
        ("|w|^2", r"\left( \left| w \right| \right)^{2}"),
        ("log10(w)^2", r"\left( \log_{10} \left( w \right) \right)^{2}"),
        ("cos(2*pi*w)", r"\cos \left( 2 \, \pi \, w \right)"),
        ("sin(w)^2", r"\sin^{2} \left( w \right)"),
        ("1e-3*w", r"1 \cdot 10^{-3} \, w"),
        ("(w/b)^2", r"\left( \frac{w}{b} \right)^{2}"),
    ],
)
def test_latex_keeps_the_authors_form(text: str, latex: str) -> None:
    assert to_latex(parse(text)) == latex


CLOSED = "write abs(...) for one absolute value inside another"


@pytest.mark.parametrize(
    ("text", "position", "length", "message"),
    [
        ("", 0, 0, "such as w^2 + b^2"),
        ("   ", 0, 3, "such as w^2 + b^2"),
        ("w +", 3, 0, f"ends too early: {OPERAND}"),
        ("w + * b", 4, 1, OPERAND),
        ("w^^2", 2, 1, OPERAND),
        ("(w + )", 5, 1, OPERAND),
        ("()", 1, 1, OPERAND),
        ("(w", 0, 1, "this bracket is never closed"),
        ("w sin(b", 5, 1, "this bracket is never closed"),
        ("w)", 1, 1, "no opening one"),
        ("|w", 0, 1, "this bar is never closed"),
        ("|w|b||", 5, 1, CLOSED),
        ("|(w|)", 3, 1, "not closed before the bracket around it"),
        ("(|w)", 1, 1, "not closed before the bracket around it"),
        ("w + x", 4, 1, "the variables are w and b"),
        ("2*foo(w)", 2, 3, "the functions are exp, log"),
        ("b + sen(w)", 4, 3, "did you mean sin?"),
        ("sinw", 0, 4, "did you mean sin?"),
        ("2 sin 3w", 2, 3, "as in sin(3w)"),
        ("w + min(w, b)", 4, 3, "the smaller of u and v is (u + v - |u - v|)/2"),
        ("L(w, b) = w^2 + k", 16, 1, "the variables are w and b"),
        ("b sin w", 2, 3, "as in sin(w)"),
        ("b + ln", 4, 2, "as in log(w)"),
        ("sin²(w)", 0, 3, "as in sin(w)"),
        ("w2", 1, 1, "write * for a product or ^ for a power"),
        ("2 3", 2, 1, "write * for a product or ^ for a power"),
        ("w $ b", 2, 1, "means nothing"),
        ("0,5w", 1, 1, "decimals with a point"),
        ("L + w", 0, 1, "the variables are w and b"),
        ("w = b", 2, 1, "leave out the equals sign"),
        ("[w]", 0, 1, "round brackets"),
        ("__import__('os')", 0, 1, "means nothing"),
        ("w.real", 1, 1, "means nothing"),
        ("lambda: w", 0, 6, "unknown name"),
        ("9" * 501, 500, 1, "at most 500 characters"),
    ],
)
def test_a_mistake_has_a_place_and_says_what_was_expected(text: str, position: int, length: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert (caught.value.position, caught.value.length) == (position, length)


@pytest.mark.parametrize(
    "text",
    ["-" * 400 + "w", "(-" * 101 + "w" + ")" * 101, "+".join("w" * 250), "^".join("w" * 250), "exp(" * 99 + "-w" + ")" * 99],
)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match=f"more than {MAX_DEPTH} deep"):
        parse(text)


def test_as_many_terms_as_fit_are_understood() -> None:
    text = "+".join(["w^2"] * (MAX_DEPTH - 2))
    assert to_text(parse(text)) == text.replace("+", " + ")


def test_too_many_nodes_are_refused() -> None:
    with pytest.raises(FormulaError, match=f"more than {MAX_NODES} "):
        parse("+".join(["w" * 90] * 5))
