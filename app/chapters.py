"""The walk: the lecture's sections as chapters, in order. A chapter is one entry here and one template of its slug's name.

The figures of a chapter are in ``static/js/chapters/<slug>.js``; prose and formulas in ``templates/chapters/<slug>.html``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent / "templates" / "chapters"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter.

    Attributes:
        slug: its name in addresses, lower case with hyphens.
        title: a few words.
        lead: what the reader finds out, one sentence for the contents page.
        predicts: what the reader is asked to predict, "" if nothing; for the contents page.
        explorer: the query of the explorer that "try it" opens before the chapter's own script makes it follow the figure.
        surfaces: ids of the named surfaces that its figures walk on besides the neuron's.
    """

    slug: str
    title: str
    lead: str
    predicts: str
    explorer: str
    surfaces: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Its place in the walk, from 1."""
        return CHAPTERS.index(self) + 1

    @property
    def template(self) -> str:
        """Path of its template."""
        return f"chapters/{self.slug}.html"

    @property
    def script(self) -> str:
        """Path of its script, below `static`."""
        return f"js/chapters/{self.slug}.js"


CHAPTERS = (
    Chapter(
        "set-up",
        "Learning parameters",
        "One neuron, two points, and a number that says how badly the neuron fits them.",
        "",
        "?surface=neuron&starts=0,0",
    ),
    Chapter(
        "guess-work",
        "Guess work",
        "Try values of w and b by hand, and count what each try costs.",
        "",
        "?surface=neuron&starts=0.5,0",
    ),
    Chapter(
        "brute-force",
        "Brute-force search",
        "Try every cell of a grid, and see what that would cost with more parameters.",
        "How many cells a grid of three parameters has",
        "?surface=neuron&starts=-2,-2&view=3d",
    ),
    Chapter(
        "guesses-revisited",
        "Guess work revisited",
        "Your guesses were a walk on a surface, steered by intuition alone.",
        "",
        "?surface=neuron&starts=0.5,0&view=3d",
    ),
    Chapter(
        "principled-step",
        "A principled step",
        "A point, a direction and a small number: every method in this walk is made of these.",
        "Whether a longer step along the same arrow is a better one",
        "?surface=neuron&starts=0,0",
    ),
    Chapter(
        "taylor",
        "The Taylor series",
        "What the slope promises, and how far the promise can be trusted.",
        "The learning rate at which the promise is off by a tenth",
        "?surface=neuron&starts=0,0",
    ),
    Chapter(
        "best-direction",
        "The best direction",
        "Turn a dial through every direction and find the one that falls fastest.",
        "The angle to the gradient at which the loss falls fastest",
        "?surface=neuron&starts=0,0",
    ),
    Chapter(
        "gradient-descent",
        "Gradient descent",
        "The whole algorithm, one line at a time.",
        "Whether a learning rate converges, crawls or diverges",
        "?surface=neuron&starts=-1,1&optimizers=gradient_descent&view=overlay",
        ("ill_conditioned_quadratic_25",),
    ),
    Chapter(
        "contours",
        "Reading contours",
        "Slice a surface into rings, then read steep and gentle ground from the map alone.",
        "Where the ground is steepest, and where it is gentlest",
        "?surface=himmelblau&starts=-0.5,-1&view=3d",
        ("himmelblau",),
    ),
    Chapter(
        "gentle-slopes",
        "Gentle slopes",
        "Why plain descent shuffles, one short step after another, across ground that is nearly flat.",
        "How many steps the crossing takes",
        "?surface=neuron&starts=-2,-2&optimizers=gradient_descent&view=overlay",
    ),
    Chapter(
        "momentum",
        "Momentum",
        "Let every step remember the steps before it: faster across the flat, and past the goal.",
        "Where momentum will turn back",
        "?surface=neuron&starts=-2,-2&optimizers=gradient_descent,momentum",
    ),
    Chapter(
        "nesterov",
        "Nesterov: look before you leap",
        "Take the slope where the momentum is about to carry you, and turn back less.",
        "Which of the three arrives first",
        "?surface=neuron&starts=-2,-2",
    ),
    Chapter(
        "ledger",
        "The ledger",
        "Guesses, grid and three descents on one page: the best loss for what was spent.",
        "",
        "?surface=neuron&starts=-2,-2",
    ),
)
BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}
