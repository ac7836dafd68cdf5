"""What is mended in the converter's MathML: signs, primes, Delta and slots."""

import re

import pytest

from app.mathml import mathml

MINUS = "&#x02212;"


@pytest.mark.parametrize("latex", [r"u = -\eta", "(0, -2)", r"2 \cdot -3", r"a \le -1", "x - (-3)"])
def test_a_sign_stands_close_to_its_number(latex: str) -> None:
    assert mathml(latex).count(f'<mo form="prefix">{MINUS}</mo>') == 1


@pytest.mark.parametrize("latex", ["a - b", "(a) - b", "|a| - b", "[a] - b", r"\left(a\right) - b", "f' - b", "x^{-2}"])
def test_a_difference_keeps_its_space(latex: str) -> None:
    assert f"<mo>{MINUS}</mo>" in mathml(latex)
    assert f'form="prefix">{MINUS}' not in mathml(latex)


def test_primes_are_not_made_small_twice() -> None:
    markup = mathml("F'(0) + F''(0)")
    assert "msup" not in markup
    assert len(re.findall(r'<mo form="postfix"[^>]*>&#x0203[23];</mo>', markup)) == 2


def test_delta_is_upright() -> None:
    assert r'<mi mathvariant="normal">&#x00394;</mi>' in mathml(r"\Delta\theta")


def test_a_slot_is_a_number_to_be_filled_in() -> None:
    assert '<mn data-term="eta"></mn>' in mathml(r"\text{@eta@}")
