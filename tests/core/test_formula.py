"""Formulas: what is understood, how it is printed, and where a mistake is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.formula import FUNCTIONS, Binary, Call, FormulaError, Name, Negative, Node, Number, to_text
from app.core.grammar import MAX_DEPTH, MAX_NODES, OPERAND, parse
from app.core.names import ADVICE
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
        ("we^b", "w*e^b"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("w⁻² + b²⁺¹", "w^-2 + b^(2 + 1)"),
        ("e⁻ʷ", "e^-w"),
        ("w⁽ʷ⁺¹⁾b", "w^(w + 1)*b"),
        ("2∗w⋅b•3✕w", "2*w*b*3*w"),
        ("w – b — 1 ‒ 2 ‐ 3", "w - b - 1 - 2 - 3"),
        ("（ｗ＋１）／２＊ｂ＾２", "(w + 1)/2*b^2"),
        ("w\u00a0+\u2009b\u202f+\u20631", "w + b + 1"),
        ("sin\u2061(w)\u2062b", "sin(w)*b"),
        ("𝑤² + 𝒃 𝜋 ℯ", "w^2 + b*pi*e"),
        ("10·5 + 0 · w", "10*5 + 0*w"),
        ("½w² − ¾", "1/2*w^2 - 3/4"),
        ("½²", "(1/2)^2"),
        ("w∕2 + 1⁄2", "w/2 + 1/2"),
        ("2 × 10⁻³ w", "2*10^-3*w"),
        ("∛(w)", "cbrt(w)"),
        ("∣w∣", "abs(w)"),
    ],
)
def test_what_is_copied_from_a_page_is_understood(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("sin w", "sin(w)"),
        ("2 sin 3w + b", "2*sin(3*w) + b"),
        ("-ln w", "-log(w)"),
        ("√w + √2", "sqrt(w) + sqrt(2)"),
        ("√w * b", "sqrt(w)*b"),
        ("sin w cos b", "sin(w)*cos(b)"),
        ("1/sin w", "1/sin(w)"),
        ("ln w^2", "log(w^2)"),
        ("cos 2πw", "cos(2*pi*w)"),
        ("sinw", "sin(w)"),
        ("ln|w|", "log(abs(w))"),
        ("sin^2(w) + cos²(w)", "sin(w)^2 + cos(w)^2"),
        ("sin² w", "sin(w)^2"),
        ("sin^2 2w", "sin(2*w)^2"),
        ("exp w", "exp(w)"),
        ("log10 w + log_2(b) + log₁₀(w) + lg(w)", "log10(w) + log2(b) + log10(w) + log10(w)"),
    ],
)
def test_a_function_without_brackets_is_understood_where_it_is_clear(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (r"\frac12 w", "1/2*w"),
        (r"\frac{1}{2} w^{2} \cdot b", "1/2*w^2*b"),
        (r"$L(w, b) = \left( w - 1 \right)^{2}$", "(w - 1)^2"),
        (r"\mathcal{L}(w, b) = w^2", "w^2"),
        (r"\(w^2 \times \pi\)", "w^2*pi"),
        (r"\sqrt{w^2+b^2} + \sqrt[3]{w}", "sqrt(w^2 + b^2) + cbrt(w)"),
        (r"\sin^{2}\left(w\right) \, \ln\left|b\right|", "sin(w)^2*log(abs(b))"),
        (r"\left|w\left|b\right|\right| + \lvert w \rvert", "abs(w*abs(b)) + abs(w)"),
        (r"\mathrm{e}^{-w} + \operatorname{sign}(b)", "e^-w + sign(b)"),
        (r"\log_{10}(w)", "log10(w)"),
        (r"\frac{3}{4}\frac{1}{2}", "3/4*(1/2)"),
        (r"\sin w + w\frac{w}{2}", "sin(w) + w*(w/2)"),
        ("np.sin(w)**2 + math.exp(b)", "sin(w)^2 + exp(b)"),
        ("lambda w, b: w**2 + 1_000*b", "w^2 + 1000*b"),
        ("f = lambda w, b: w**2", "w^2"),
        ("(w, b) => Math.PI*w", "pi*w"),
        ("f[w_, b_] := Sin[w] Exp[-b^2]", "sin(w)*exp(-b^2)"),
        ("@(w, b) w.^2 .* b ./ 2", "w^2*b/2"),
        ("=w^2+EXP(b)", "w^2 + exp(b)"),
        ("2[w + (b - 1)]^2 {w}", "2*(w + (b - 1))^2*w"),
        ("y = w^2", "w^2"),
    ],
)
def test_latex_and_programs_are_understood_where_they_say_the_same(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


@given(TREES)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_the_mathematics_that_is_shown_is_read_as_what_is_shown(tree: Node) -> None:
    latex = to_latex(tree)
    assert to_latex(parse(latex)) == latex


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
        ("sin(w)^-1", r"\left( \sin \left( w \right) \right)^{-1}"),
        ("2*(1/2)", r"2 \cdot \frac{1}{2}"),
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
