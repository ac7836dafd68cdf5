"""What clients get of a surface's values: at points, on a grid, and along a direction."""

from __future__ import annotations

from typing import Annotated, Generic

from pydantic import Field

from app.api.answer_base import TWO, Answer, CompactArray, Number, Table, Vector
from app.core.taylor import LONGEST, SCANNED_A_DECADE, SHORTEST, TOLERATED


class Evaluation(Answer):
    """The surface at one point."""

    loss: Number
    gradient: Annotated[tuple[Number, Number], Field(description="[dL/dw, dL/db]")]
    hessian: Annotated[tuple[tuple[Number, Number], tuple[Number, Number]], Field(description="[[ww, wb], [wb, bb]]")]


class EvaluateAnswer(Answer):
    """One result per point, in order."""

    results: list[Evaluation]


class TaylorAnswer(Answer):
    """How the loss changes along a direction mu, and what Taylor's theorem predicts; lists have an entry per learning rate."""

    # Lists of two rather than tuples: Schemathesis refuses `prefixItems` in an answer whose schema has no references.
    loss: Annotated[Number, Field(description="L(theta)")]
    gradient: Annotated[list[Number], TWO, Field(description="[dL/dw, dL/db] at theta.")]
    hessian: Annotated[list[Annotated[list[Number], TWO]], TWO, Field(description="[[ww, wb], [wb, bb]] at theta.")]
    direction: Annotated[
        list[float], TWO, Field(description="mu, [dw, db], as used: as given, or the unit vector of the angle given.")
    ]
    slope: Annotated[Number, Field(description="mu' grad L")]
    curvature: Annotated[Number, Field(description="mu' H mu")]
    cos_beta: Annotated[Number, Field(description="Cosine of the angle between mu and the gradient; null where that is zero.")]
    beta_degrees: Annotated[Number, Field(description="That angle, 0 to 180: downhill where it is above 90. Null likewise.")]
    actual: Annotated[list[Number], Field(description="L(theta + eta mu) - L(theta)")]
    first_order: Annotated[list[Number], Field(description="eta slope")]
    second_order: Annotated[list[Number], Field(description="eta slope + eta^2/2 curvature")]
    breaks_at: Annotated[
        Number,
        Field(
            description="The least eta > 0 at which the first order is off by more than a tenth of the actual change, "
            f"|first_order - actual| > {TOLERATED} |actual|; a loss that is no finite number is off. It does not depend on the "
            f"learning rates given: steps of length eta |mu| from {SHORTEST:g} to {LONGEST:g} times the surface's extent are "
            f"scanned, {SCANNED_A_DECADE} per factor of ten, and the first that is off is bisected with the one before. The "
            "extent is the diagonal of the surface's domain plus |theta|. Null if none is off; 0 if the shortest is, as where "
            "the slope is zero."
        ),
    ]


class GridAnswer(Answer, Generic[Vector, Table]):
    """The loss on a grid: loss[row][column] = L(w[column], b[row])."""

    w: Vector
    b: Vector
    loss: Table
    finite_minimum: Annotated[Number, Field(description="The least finite loss; null when there is none.")]
    finite_maximum: Annotated[Number, Field(description="The greatest finite loss; null when there is none.")]
    non_finite_count: int


class PlainGridAnswer(GridAnswer[list[float], list[list[Number]]]):
    """The loss on a grid: loss[row][column] = L(w[column], b[row])."""


class CompactGridAnswer(GridAnswer[CompactArray, CompactArray]):
    """The same, arrays in the compact form.

    `loss` is f4 where single precision holds every finite loss and rounds by at most 1e-4 of finite_maximum - finite_minimum,
    enough to draw it; else f8. Either way the extremes and the count are those at full precision.
    """
