"""Ridges and kinks: the gradient jumps from one side to the other, and does not fade as a minimum comes near."""

from app.core.catalog.entry import CatalogEntry, square
from app.core.surface import Suggested

ENTRIES = (
    CatalogEntry(
        id="cone",
        name="A cone",
        family="ridges",
        about="The slope is as steep at the tip as anywhere, so with a constant learning rate no walk ever comes to rest.",
        text="sqrt(w^2 + 9*b^2)",
        domain=square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.0, 1.5), learning_rate=0.05, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after N. Z. Shor (1985), Minimization Methods for Non-Differentiable Functions",
    ),
)
