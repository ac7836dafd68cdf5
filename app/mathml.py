"""LaTeX to MathML, on the server, so that every formula on a page is real mathematics without a script."""

import re
from functools import lru_cache

from latex2mathml.converter import convert
from markupsafe import Markup

# `@name@` inside \text{} is a slot that the page fills with a number: <mn data-term="name">.
_SLOT = re.compile(r"<mtext>@(\w+)@</mtext>")

# What the converter leaves to be said: a minus that follows an operator is a sign, and is set close to its number.
_SIGN = re.compile(r"(<mo[^>]*>(?!&#x000(?:29|5D|7D|7C);|&#x0232A;|&#x02032;|[\])}|])[^<]*</mo>)<mo>(?=&#x02212;</mo>)")
# A prime is raised by its own drawing; as a superscript it would be made small once more.
_PRIME = re.compile(r"<msup>(<mi>\w+</mi>)<mi>(&#x0203[23];)</mi></msup>")
# Delta in front of a letter is an operator, upright.
_DELTA = re.compile(r"<mi>(?=&#x00394;</mi>)")


@lru_cache(maxsize=512)
def mathml(latex: str, *, block: bool = False) -> Markup:
    r"""MathML of a LaTeX formula; ``\text{@name@}`` becomes an empty number slot named ``name``.

    Args:
        latex: a formula in LaTeX's mathematics mode, without delimiters.
        block: display style (large sums and fractions) instead of inline style.

    Returns:
        Markup that is safe to place in a page: the LaTeX is ours, even that of a typed formula, which is printed from its tree.

    """
    markup = convert(latex, display="block" if block else "inline")
    markup = _SIGN.sub(r'\1<mo form="prefix">', markup)
    markup = _PRIME.sub(r'\1<mo form="postfix" lspace="0" rspace="0">\2</mo>', markup)
    markup = _DELTA.sub('<mi mathvariant="normal">', markup)
    return Markup(_SLOT.sub(r'<mn data-term="\1"></mn>', markup))
