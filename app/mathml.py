"""LaTeX to MathML, on the server, so that every formula on a page is real mathematics without a script."""

import re
from functools import lru_cache

from latex2mathml.converter import convert
from markupsafe import Markup

# `@name@` inside \text{} is a slot that the page fills with a number: <mn data-term="name">.
_SLOT = re.compile(r"<mtext>@(\w+)@</mtext>")


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
    return Markup(_SLOT.sub(r'<mn data-term="\1"></mn>', markup))
