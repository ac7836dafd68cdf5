"""Saddles: stationary points that are no minima, where a walk slows down and then chooses a side."""

from app.core.catalog.entry import CatalogEntry, square
from app.core.surface import Domain, Suggested

ENTRIES = (
    CatalogEntry(
        id="saddle",
        name="A saddle between two valleys",
        family="saddles",
        about="A start almost on the ridge is led to the pass, rests there, and only then falls to one side.",
        text="w^2 - b^2 + b^4/4",
        domain=square(2.5),
        seeds=((0.0, -1.4), (0.0, 1.4)),
        suggested=Suggested(start=(-2.0, 0.0001), learning_rate=0.05, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after Y. Dauphin et al. (2014), Identifying and attacking the saddle point problem",
    ),
    CatalogEntry(
        id="monkey_saddle",
        name="A monkey saddle with three valleys",
        family="saddles",
        about="At the pass the Hessian is zero as well as the gradient, so no second-order method knows the way down.",
        text="w^3 - 3*w*b^2 + (w^2 + b^2)^2/4",
        domain=square(5.0),
        seeds=((-3.0, 0.0, -6.75), (1.5, 2.6, -6.75), (1.5, -2.6, -6.75)),
        suggested=Suggested(start=(3.0, 0.01), learning_rate=0.01, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="D. Hilbert and S. Cohn-Vossen (1932), Anschauliche Geometrie (the saddle; the quartic rim is ours)",
    ),
    CatalogEntry(
        id="quartic_saddle",
        name="A saddle without curvature",
        family="saddles",
        about="Across the pass the loss falls with the fourth power only: curvature says valley, and descent must wait.",
        text="w^2 - b^4/2 + b^6/6",
        domain=square(2.0),
        seeds=((0.0, -1.4142), (0.0, 1.4142)),
        suggested=Suggested(start=(1.5, 0.1), learning_rate=0.1, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after A. Anandkumar and R. Ge (2016), Efficient approaches for escaping higher order saddle points in "
        "non-convex optimization",
    ),
    CatalogEntry(
        id="linear_network",
        name="The smallest deep network",
        family="saddles",
        about="Two weights in a row should multiply to 1: both solutions are mirror images, with a saddle where both are 0.",
        text="(w*b - 1)^2/2 + (w^2 + b^2)/20",
        domain=square(2.0),
        seeds=((-0.9487, -0.9487, 0.095), (0.9487, 0.9487, 0.095)),
        suggested=Suggested(start=(-1.2, 1.25), learning_rate=0.1, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="A. M. Saxe, J. L. McClelland and S. Ganguli (2013), Exact solutions to the nonlinear dynamics of learning in "
        "deep linear neural networks",
    ),
    CatalogEntry(
        id="muller_brown",
        name="Müller and Brown's reaction path",
        family="saddles",
        about="Three states of a molecule and two passes between them: descent from beside a pass shows which state it leads to.",
        text="-200*exp(-(w - 1)^2 - 10*b^2) - 100*exp(-w^2 - 10*(b - 0.5)^2)"
        " - 170*exp(-6.5*(w + 0.5)^2 + 11*(w + 0.5)*(b - 1.5) - 6.5*(b - 1.5)^2)"
        " + 15*exp(0.7*(w + 1)^2 + 0.6*(w + 1)*(b - 1) + 0.7*(b - 1)^2)",
        domain=Domain(w=(-1.5, 1.2), b=(-0.3, 2.0)),
        seeds=((-0.5582, 1.4417), (0.6235, 0.028), (-0.05, 0.4667)),
        suggested=Suggested(start=(0.7, 0.8), learning_rate=0.0003, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="K. Müller and L. D. Brown (1979), Location of saddle points and minimum energy paths by a constrained simplex "
        "optimization procedure",
    ),
)
