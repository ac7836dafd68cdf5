"""Mistakes in a formula: their place, what was expected there, and what to do about it."""

import pytest

from app.core.formula import FormulaError, to_text
from app.core.grammar import MAX_DEPTH, MAX_NODES, OPERAND, parse
from app.core.names import ADVICE

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
        ("w^2 + x^2", 6, 1, "the constants pi and e; for another letter write its number"),
        ("w x b", 2, 1, "if x is a times sign, write *"),
        ("2 x (w + b)", 2, 1, "if x is a times sign, write *"),
        ("wxb", 0, 3, "if x is a times sign, write *"),
        ("2*foo(w)", 2, 3, "the functions are exp, log"),
        ("sine(w)", 0, 4, "did you mean sin?"),
        ("cosine w", 0, 6, "did you mean cos?"),
        ("loge(w)", 0, 4, "did you mean log?"),
        ("ŵ", 0, 1, "of another alphabet"),
        ("еxp(w)", 0, 1, "of another alphabet"),
        ("b + sen(w)", 4, 3, "did you mean sin?"),
        ("w + min(w, b)", 4, 3, "the smaller of u and v is (u + v - |u - v|)/2"),
        ("L(w, b) = w^2 + k", 16, 1, "the variables are w and b"),
        ("b + ln", 4, 2, "as in log(w)"),
        ("w2", 1, 1, "write * for a product or ^ for a power"),
        ("2 3", 2, 1, "write * for a product or ^ for a power"),
        ("w $ b", 2, 1, "dollar signs"),
        ("w ? b", 2, 1, "means nothing"),
        ("0,5w", 1, 1, "decimals with a point"),
        ("L + w", 0, 1, "the variables are w and b"),
        ("w = b", 2, 1, "leave out the equals sign"),
        ("__import__('os')", 0, 1, "underscore"),
        ("w.real", 1, 1, "a point belongs into a number"),
        ("w + lambda", 4, 6, "the variables are w and b"),
        ("9" * 501, 500, 1, "at most 500 characters"),
    ],
)
def test_a_mistake_has_a_place_and_says_what_was_expected(text: str, position: int, length: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert (caught.value.position, caught.value.length) == (position, length)


@pytest.mark.parametrize(
    ("text", "position", "length", "message"),
    [
        ("log 10(w)", 0, 6, "log10(w) for the decimal logarithm"),
        ("ln 2 w", 3, 3, "not clear what the function is taken of"),
        ("log2w", 0, 5, "not clear"),
        ("sin w b", 6, 1, "not clear"),
        ("sin w/2", 5, 1, "not clear"),
        ("√2w", 1, 2, "not clear"),
        (r"\sqrt3w", 5, 2, "not clear"),
        ("log_3(w)", 3, 1, "log(w)/log(3)"),
        ("2^sin w", 6, 1, "not clear"),
        ("exp -w", 0, 3, "as in exp(w)"),
        ("exp^w", 0, 3, "as in exp(w)"),
        ("sin^-1(w)", 4, 2, "the inverse function"),
        ("sin⁻¹(w)", 3, 2, "the inverse function"),
        ("sin^b(w)", 4, 1, "as in sin(w)^2"),
        ("w²^3", 2, 1, "as in (w^2)^3"),
        (r"\frac{1}{2}^2", 11, 1, "as in (w^2)^3"),
        ("2½", 1, 1, "2.5 for two and a half"),
        (r"2\frac{1}{2}", 1, 11, "added or multiplied"),
        (r"\frac12w + \frac 123", 19, 1, "a number cannot follow"),
        (r"\frac w2", 6, 1, r"\frac{1}{2}"),
        (r"\sqrt[4]{w}", 0, 8, "w^(1/4)"),
        (r"\sqrt[", 0, 6, "w^(1/4)"),
        ("w[0]", 1, 1, "no index"),
        ("w_1", 1, 1, "no index"),
        ("(w]", 2, 1, "of another kind"),
        ("‖w‖", 0, 1, "sqrt(w^2 + b^2)"),
        ("w′", 1, 1, "the derivatives are found"),
        ("mod(w, 2)", 0, 3, "no remainders"),
        ("np.maximum(w, b)", 0, 10, "the larger of u and v"),
        ("1 + inf", 4, 3, "no number"),
        ("softplus(w)", 0, 8, "log(1 + exp(u))"),
        ("norm(w)", 0, 4, "sqrt(w^2 + b^2)"),
        ("heaviside(w)", 0, 9, "(1 + sign(u))/2"),
        ("Σ(w)", 0, 1, "the terms one by one"),
        (r"\Sigma w", 0, 6, "the terms one by one"),
        ("w + θ", 4, 1, "for another letter write its number"),
        ("xw", 0, 2, "the variables are w and b"),
        ("=1,5*w", 2, 1, "decimals with a point"),
        ("w + 0·5b", 5, 1, "decimals with a point"),
        ("w : 2", 2, 1, "a quotient with /"),
    ],
)
def test_what_has_no_one_meaning_is_told_with_a_remedy(text: str, position: int, length: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert (caught.value.position, caught.value.length) == (position, length)


@pytest.mark.parametrize("name", ADVICE)
def test_every_name_with_advice_is_told_of(name: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(f"w + {name}(b)" if name.islower() or not name.isascii() else rf"w + \{name}(b)")
    assert str(caught.value) == ADVICE[name]
    assert caught.value.position == 4


@pytest.mark.parametrize(
    ("text", "position", "length"),
    [
        ("+".join(["w"] * 250), 200, 1),
        ("-".join(["w^2", *["sin(b)"] * 30, *["w"] * 100]), 350, 1),
        ("+".join(["wbwbwb"] * 60), 33 * 7, 6),
    ],
)
def test_what_is_too_much_is_told_where_it_becomes_so(text: str, position: int, length: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
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
