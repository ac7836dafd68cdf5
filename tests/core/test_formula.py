"""Formulas: what is understood, and how it is printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.formula import FUNCTIONS, Binary, Call, Name, Negative, Node, Number, to_text
from app.core.grammar import parse
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
