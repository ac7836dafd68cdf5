"""The names in a formula: other words for ours, runs of letters that are products, and what to say of what is unknown."""

import re
from difflib import get_close_matches
from itertools import pairwise
from types import MappingProxyType

from app.core.formula import CONSTANTS, FUNCTIONS, VARIABLES

ALIASES = MappingProxyType(
    {
        "ln": "log",
        "lg": "log10",
        "√": "sqrt",
        "∛": "cbrt",
        "sgn": "sign",
        "signum": "sign",
        "fabs": "abs",
        "π": "pi",
        "σ": "sigmoid",
        "sigma": "sigmoid",
        "logistic": "sigmoid",
        "expit": "sigmoid",
        "tg": "tan",
        "arctg": "atan",
        "sinus": "sin",
        "cosinus": "cos",
        **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan")},
    }
)
"""Other names that people write, and ours."""

_SPELT_OUT = "there is no {}; of u it is {}".format
_SMALLER = "there is no min; the smaller of u and v is (u + v - |u - v|)/2"
_LARGER = "there is no max; the larger of u and v is (u + v + |u - v|)/2"
_NORM = "there is no norm; the length of (w, b) is sqrt(w^2 + b^2)"
_POWER = "write a power with ^, as in w^2"
_NO_STEPS = "there are no remainders and no rounding: a loss needs slopes to walk down"
_NO_CASES = "there are no cases; sign(u) is 1 for positive u and -1 for negative, so (1 + sign(u))/2 switches at 0"
_ONE_BY_ONE = "there are no sums, products and means over an index: write the terms one by one"
_NO_NUMBER = "this is no number that can be computed with"
_DERIVED = "the derivatives are found: write the loss itself"
_NO_RANDOM = "there is no chance in a formula: its value at a point is always the same"
_NO_CODE = "write the formula alone, as in w^2 + b^2, without the program around it"
_LATEX = "this LaTeX is not known here; write it plainly, as in (w^2 + b)/2"

ADVICE = MappingProxyType(
    {
        **dict.fromkeys(("min", "minimum", "fmin"), _SMALLER),
        **dict.fromkeys(("max", "maximum", "fmax"), _LARGER),
        **dict.fromkeys(("norm", "hypot", "Vert", "lVert", "rVert"), _NORM),
        **dict.fromkeys(("pow", "power"), _POWER),
        **dict.fromkeys(("mod", "fmod", "rem", "remainder", "floor", "ceil", "ceiling", "round", "trunc"), _NO_STEPS),
        **dict.fromkeys(("if", "else", "then", "where", "piecewise", "cases", "otherwise", "for", "and", "or", "not"), _NO_CASES),
        **dict.fromkeys(("heaviside", "step", "indicator"), _SPELT_OUT("step function", "(1 + sign(u))/2")),
        **dict.fromkeys(("sum", "Sigma", "Pi", "Σ", "Π", "prod", "product", "mean", "avg", "average"), _ONE_BY_ONE),
        **dict.fromkeys(("inf", "infty", "infinity", "nan", "none", "null", "true", "false"), _NO_NUMBER),
        **dict.fromkeys(
            ("diff", "derivative", "grad", "gradient", "int", "integral", "partial", "nabla", "prime", "d"), _DERIVED
        ),
        **dict.fromkeys(("rand", "random", "randn", "noise"), _NO_RANDOM),
        **dict.fromkeys(("import", "def", "return", "function", "eval", "exec", "print", "var", "let"), _NO_CODE),
        **dict.fromkeys(("begin", "end", "over", "left", "right", "mathbb", "mathcal", "text", "mathrm"), _LATEX),
        **dict.fromkeys(("deg", "degree", "degrees", "radians", "rad"), "angles are in radians: write pi/180 for one degree"),
        **dict.fromkeys(("factorial", "fact", "erf", "erfc"), "there are no factorials, nor gamma and error functions"),
        **dict.fromkeys(("relu", "rect"), _SPELT_OUT("relu", "(u + |u|)/2")),
        **dict.fromkeys(("silu", "swish"), _SPELT_OUT("swish", "u sigmoid(u)")),
        **dict.fromkeys(("cot", "ctg", "cotan"), _SPELT_OUT("cot", "1/tan(u)")),
        **dict.fromkeys(("asinh", "arcsinh", "arsinh"), _SPELT_OUT("inverse of sinh", "log(u + sqrt(u^2 + 1))")),
        **dict.fromkeys(("acosh", "arccosh", "arcosh"), _SPELT_OUT("inverse of cosh", "log(u + sqrt(u^2 - 1))")),
        **dict.fromkeys(("atanh", "arctanh", "artanh"), _SPELT_OUT("inverse of tanh", "log((1 + u)/(1 - u))/2")),
        **dict.fromkeys(("acot", "arccot"), _SPELT_OUT("inverse of cot", "pi/2 - atan(u)")),
        **dict.fromkeys(("square", "sq"), _SPELT_OUT("square", "u^2")),
        **dict.fromkeys(("i", "j"), "numbers are real: there is no imaginary unit"),
        **dict.fromkeys(("ω", "omega"), "this is the letter omega; write w"),
        **dict.fromkeys(("weight", "weights"), "the weight is called w"),
        "bias": "the bias is called b",
        **dict.fromkeys(
            ("loss", "cost", "error", "mse", "minimize", "minimise", "argmin", "argmax", "plot"),
            "write the loss itself, as in (w - 1)^2 + b^2",
        ),
        **dict.fromkeys(
            ("elu", "gelu", "selu", "mish", "leakyrelu", "softmax", "softsign"),
            "the activations are sigmoid and tanh; others must be written with them, exp, log and |u|",
        ),
        "sqr": "write u^2 for the square of u, and sqrt(u) for its root",
        "softplus": _SPELT_OUT("softplus", "log(1 + exp(u))"),
        "sec": _SPELT_OUT("sec", "1/cos(u)"),
        "csc": _SPELT_OUT("csc", "1/sin(u)"),
        "sech": _SPELT_OUT("sech", "1/cosh(u)"),
        "csch": _SPELT_OUT("csch", "1/sinh(u)"),
        "coth": _SPELT_OUT("coth", "1/tanh(u)"),
        "sinc": _SPELT_OUT("sinc", "sin(u)/u"),
        "atan2": "there is no atan2; for positive v it is atan(u/v)",
        "exp2": _SPELT_OUT("exp2", "2^u"),
        "expm1": _SPELT_OUT("expm1", "exp(u) - 1"),
        "log1p": _SPELT_OUT("log1p", "log(1 + u)"),
        "logit": _SPELT_OUT("logit", "log(u/(1 - u))"),
        **dict.fromkeys(("root", "squareroot"), _SPELT_OUT("root", "sqrt(u)")),
        **dict.fromkeys(("inv", "reciprocal"), _SPELT_OUT("reciprocal", "1/u")),
        "ld": _SPELT_OUT("ld", "log2(u)"),
    }
)
"""What to write instead of functions that are not here, of functions of two arguments, and the like."""

PIECES = re.compile("|".join(sorted((*VARIABLES, *CONSTANTS, *FUNCTIONS, *ALIASES), key=len, reverse=True)))
"""What a run of letters may be made of; the longest name is looked for first."""

WRITTEN = re.compile(
    r"(?:\\(?:[a-z]+\s*\{\s*)?|(?:[a-z]+\.)+)?(?P<letters>[a-zα-ωΣΠ√∛]+)(?P<base>([^a-z\s}][^\s}]*\}?)?)\s*\}?", re.IGNORECASE
)
r"""A run of letters as it may be written: `\sin`, `np.sin`, `\mathrm{sign}`, `log_{10}`."""

BASES = str.maketrans("₁₀₂", "102", "_{}")

LETTERS = 2
"""Runs so short are letters beside each other."""

GREEK = re.compile(
    "alpha|beta|gamma|delta|(var)?epsilon|zeta|eta|(var)?theta|iota|kappa|lambda|mu|nu|xi|rho|tau|upsilon|(var)?phi|chi|psi",
    re.IGNORECASE,
)
"""Letters that have no value here."""

OTHER_LETTER = (
    f"the variables are {' and '.join(VARIABLES)}, the constants {' and '.join(CONSTANTS)}; for another letter write its number"
)

TIMES = "the variables are w and b; if x is a times sign, write *"
"""What to say where an x stands between what may be factors."""

LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""Greek capitals stay what they are: the large sigma is a sum."""


def pieces(written: str, after_operand: bool = False) -> list[tuple[str, int, int]]:
    """Return our name for each piece of a run such as `wsin` in `wsin(b)`, and where it begins and ends.

    After an operand an x may be meant as a times sign.

    Raises:
        LookupError: the run is no name, nor names one after the other; what to say of it.
    """
    match = WRITTEN.fullmatch(written)
    assert match is not None
    # A capital in LaTeX is another letter: the large sigma is a sum.
    letters = match["letters"] if written.startswith("\\") else match["letters"].translate(LOWER)
    run = letters + match["base"].translate(BASES)
    if (after_operand and run == "x") or (len(run) > 1 and all(part in VARIABLES for part in run.split("x"))):
        raise LookupError(TIMES)
    if advice := ADVICE.get(run) or ADVICE.get(run[0] if run[0] in "ΣΠ" else ""):
        raise LookupError(advice)
    found = list(PIECES.finditer(run))
    # The e of sine is no number.
    spelt_out = any(ALIASES.get(one[0], one[0]) in FUNCTIONS and other[0] == "e" for one, other in pairwise(found))
    if spelt_out or sum(len(piece[0]) for piece in found) != len(run):
        raise LookupError(_unknown(run, in_latex=written.startswith("\\")))
    names = [ALIASES.get(piece[0], piece[0]) for piece in found]
    starts = [0, *(match.start("letters") + piece.start() for piece in found[1:])]
    return list(zip(names, starts, [*starts[1:], len(written)], strict=True))


def _unknown(name: str, in_latex: bool) -> str:
    """What to say of a name that means nothing; never the name itself."""
    if len(name) <= LETTERS or GREEK.fullmatch(name):
        return OTHER_LETTER
    beginning = [known for known in FUNCTIONS if name.startswith(known)]
    near = sorted(beginning, key=len, reverse=True) or get_close_matches(name, [*FUNCTIONS, *CONSTANTS, *ALIASES], n=1)
    if near:
        return f"unknown name; did you mean {near[0]}?"
    return _LATEX if in_latex else f"unknown name; the functions are {', '.join(FUNCTIONS)}"
