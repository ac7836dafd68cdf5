"""Plateaus: almost level ground, where the gradient says little and a small one is no sign of a minimum."""

from app.core.catalog.entry import CatalogEntry, square
from app.core.surface import Domain, Suggested

ENTRIES = (
    CatalogEntry(
        id="plateau_with_pit",
        name="A plateau with a pit",
        family="plateaus",
        about="Far from the pit the gradient fades to nothing, and a walk that starts there never sets out.",
        text="1 - exp(-(w^2 + b^2)/2)",
        domain=square(5.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-3.2, 1.8), learning_rate=1.0, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks",
    ),
    CatalogEntry(
        id="easom",
        name="Easom's needle",
        family="plateaus",
        about="One deep pit in a plain with dents too shallow to see, any of which may hold a walk that starts near it.",
        text="-cos(w)*cos(b)*exp(-(w - pi)^2 - (b - pi)^2)",
        domain=Domain(w=(0.0, 6.0), b=(0.0, 6.0)),
        seeds=((3.1416, 3.1416), (1.305, 1.305), (1.305, 4.9782), (4.9782, 1.305), (4.9782, 4.9782)),
        suggested=Suggested(start=(1.9, 2.2), learning_rate=0.2, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="E. E. Easom (1990), A survey of global optimization techniques",
    ),
    CatalogEntry(
        id="michalewicz",
        name="Michalewicz's trenches",
        family="plateaus",
        about="Narrow trenches cross a level plain: between them a gradient is close to zero, inside them it is steep.",
        text="-sin(w)*sin(w^2/pi)^20 - sin(b)*sin(2*b^2/pi)^20",
        domain=Domain(w=(0.5, 3.0), b=(0.5, 3.0)),
        seeds=((2.2029, 1.5708), (2.2029, 2.7116)),
        suggested=Suggested(start=(1.8, 1.9), learning_rate=0.005, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Z. Michalewicz (1992), Genetic Algorithms + Data Structures = Evolution Programs",
    ),
    CatalogEntry(
        id="gramacy_lee",
        name="A pit beside a hill",
        family="plateaus",
        about="All that happens, happens in one corner; on the wide plain beyond it, descent leads away from the pit.",
        text="w*exp(-w^2 - b^2)",
        domain=Domain(w=(-2.0, 6.0), b=(-2.0, 6.0)),
        seeds=((-0.7071, 0.0),),
        suggested=Suggested(start=(0.2, 1.6), learning_rate=0.3, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="R. B. Gramacy and H. K. H. Lee (2008), Bayesian treed Gaussian process models with an application to computer "
        "modeling",
    ),
    CatalogEntry(
        id="terraces",
        name="Terraces",
        family="plateaus",
        about="Steps and almost level treads in turn: a walk rests on each terrace as though it had arrived.",
        text="(w^2 + b^2)/4 + 0.98*sin(pi*(w^2 + b^2)/2)/(2*pi)",
        domain=square(4.0),
        seeds=((0.0, 0.0, 0.0),),
        suggested=Suggested(start=(-2.6, 1.8), learning_rate=0.5, momentum=0.8, max_iterations=1000, tolerance=1e-5),
        source="Ours, after K. Fukumizu and S. Amari (2000), Local minima and plateaus in hierarchical structures of multilayer "
        "perceptrons",
    ),
    CatalogEntry(
        id="cliff",
        name="A cliff",
        family="plateaus",
        about="On the edge the gradient is forty times what it is on either side, and one step there may throw a walk far off.",
        text="(w^2 + b^2)/20 + 3/(1 + exp(-10*(w - 1)))",
        domain=square(4.0),
        seeds=((-0.0121, 0.0),),
        suggested=Suggested(start=(2.0, 1.5), learning_rate=0.2, momentum=0.9, max_iterations=1000, tolerance=1e-5),
        source="Ours, after I. Goodfellow, Y. Bengio and A. Courville (2016), Deep Learning, section 8.2.4",
    ),
)
