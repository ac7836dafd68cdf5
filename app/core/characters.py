"""A formula's characters as a keyboard has them, place by place, and what to say of those that mean nothing.

What is copied from a page, a PDF or a word processor looks like a formula and is made of other characters. Only those with one
clear meaning are made plain; the text keeps its length, so that a mistake is told where it was typed.
"""

import re
import unicodedata
from types import MappingProxyType

from app.core.formula import FormulaError

LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("−‐‑‒–—―˗➖", "-"),
        **dict.fromkeys("·×⋅∙∗•‧⁎✕✖⨯⨉\u2062", "*"),
        **dict.fromkeys("÷∕⁄➗", "/"),
        **dict.fromkeys("∣│❘⏐", "|"),
        "➕": "+",
        "ˆ": "^",
    }
)
"""Signs that arrive by copying, U+2062 among them, the invisible product of MathML."""

BLANK = frozenset({"Zs", "Cf", "Zl", "Zp"})
"""Categories of spaces of any width, and of what has no width."""

ADVICE = MappingProxyType(
    {
        ",": "write decimals with a point; a function has one argument",
        **dict.fromkeys(";#", "leave out what follows the formula"),
        **dict.fromkeys("=≠≈≡", "leave out the equals sign: only the loss itself is wanted"),
        **dict.fromkeys("←→↦⇒", "leave out the arrow: only the loss itself is wanted"),
        **dict.fromkeys("∧↑⌃", "write a power with ^"),
        **dict.fromkeys("∘⊗⊙⊕", "write a product with *, and a sum with +"),
        **dict.fromkeys("⌊⌋⌈⌉", "there is no rounding: a loss needs slopes to walk down"),
        **dict.fromkeys("⟨⟩«»„", "use round brackets"),
        **dict.fromkeys("<>≤≥", "there are no comparisons, nor cases; sign(u) is 1 for positive u and -1 for negative"),
        **dict.fromkeys("'′’″\"“”‘", "no primes and quotation marks: the derivatives are found, write the loss itself"),
        **dict.fromkeys("∂∇∫∆", "the derivatives are found: write the loss itself, without derivatives and integrals"),
        **dict.fromkeys("∑∏", "there are no sums and products over an index: write the terms one by one"),
        **dict.fromkeys(
            "_₀₁₂₃₄₅₆₇₈₉", "w and b have no index, and no name an underscore; the logarithm to base 3 is log(w)/log(3)"
        ),
        **dict.fromkeys("‖∥", "write |u| for an absolute value, and sqrt(w^2 + b^2) for the length of (w, b)"),
        "%": "there is no percent and no remainder: write 0.1 for 10%",
        "!": "there is no factorial",
        "°": "angles are in radians: write pi/180 for one degree",
        "∞": "infinity is no number that can be computed with",
        "±": "choose one sign: a loss has one value",
        ":": "write a quotient with /",
        ".": "a point belongs into a number, as in 0.5; write a product with *",
        "\\": "this LaTeX is not known here; write it plainly, as in (w^2 + b)/2",
        "$": "leave out the dollar signs",
    }
)
"""What to do about characters that people write, and that begin nothing."""


OTHER_ALPHABET = "this letter is of another alphabet, or has an accent: the variables are w and b"


RAISED_POINT = re.compile(r"(?<![\d.])0(?P<point>[·⋅∙])\d")
"""A decimal point as some print it: nobody multiplies by a nought in front."""


def plain(text: str) -> str:
    """Return the text with the characters that a keyboard has, each in the place of what it stands for.

    Raises:
        FormulaError: a dot that is a sign of multiplication to one and a decimal point to another.
    """
    if point := RAISED_POINT.search(text):
        raise FormulaError("write decimals with a point, as in 0.5, and a product with *", point.start("point"), 1)
    return "".join(map(_plain, text.translate(LOOK_ALIKES)))


def _plain(character: str) -> str:
    if character.isascii() or unicodedata.decomposition(character).startswith(("<super>", "<sub>", "<fraction>")):
        return character
    if unicodedata.category(character) in BLANK:
        return " "
    # Wide letters, and the italic ones of mathematics.
    usual = unicodedata.normalize("NFKC", character)
    return usual if len(usual) == 1 else character


def unknown_character(text: str, position: int) -> FormulaError:
    """What to say of a character that begins nothing."""
    character = text[position]
    meaningless = OTHER_ALPHABET if character.isalpha() else "this character means nothing in a formula"
    return FormulaError(ADVICE.get(character, meaningless), position, 1)
