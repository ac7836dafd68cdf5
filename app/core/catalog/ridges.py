"""Ridges and kinks: the gradient jumps from one side to the other, and does not fade as a minimum comes near."""

from app.core.catalog.entry import CatalogEntry, square
from app.core.surface import Domain, Suggested

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
    CatalogEntry(
        id="ridge",
        name="A ridge between two valleys",
        family="ridges",
        about="A sharp ridge points two gradients a hair apart in opposite directions, so a nudge of the start changes the end.",
        text="(w^2 + b^2)/8 - sqrt((w - b)^2 + 0.01)/2",
        domain=square(4.0),
        seeds=((-1.9994, 1.9994), (1.9994, -1.9994)),
        suggested=Suggested(start=(3.0, 2.9), learning_rate=0.05, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after N. Z. Shor (1985), Minimization Methods for Non-Differentiable Functions",
    ),
    CatalogEntry(
        id="crease",
        name="A creased valley",
        family="ridges",
        about="The floor of this bent valley is a crease: steps bounce from wall to wall, and only small ones get along it.",
        text="(w - 1)^2/4 + sqrt((b - 2*w^2 + 1)^2 + 0.0001)",
        domain=Domain(w=(-1.5, 1.5), b=(-1.5, 2.0)),
        seeds=((1.0, 1.0, 0.01),),
        suggested=Suggested(start=(-1.0, 1.2), learning_rate=0.002, momentum=0.9, max_iterations=5000, tolerance=1e-5),
        source="M. Gürbüzbalaban and M. L. Overton (2012), On Nesterov's nonsmooth Chebyshev-Rosenbrock functions (the crease, "
        "rounded off by us)",
    ),
    CatalogEntry(
        id="lasso",
        name="A weight that is not worth its price",
        family="ridges",
        about="Every weight costs its size: along each axis lies a crease, and one of the two weights is held in it, near 0.",
        text="(w - 2)^2/2 + (b - 0.5)^2/2 + sqrt(w^2 + 0.0001) + sqrt(b^2 + 0.0001)",
        domain=square(3.0),
        seeds=((1.0, 0.0057),),
        suggested=Suggested(start=(-2.0, 2.5), learning_rate=0.01, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="R. Tibshirani (1996), Regression shrinkage and selection via the lasso (the creases, rounded off by us)",
    ),
)
