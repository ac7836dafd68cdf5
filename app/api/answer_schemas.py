"""What clients get, for the documentation; answers themselves are written straight from arrays.

Models that hold big arrays are generic over how a vector (n,) and a matrix (n, 2) are written: as lists in plain JSON, as
`CompactArray` in the compact form.
"""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.api.answer_base import Answer, Number, Point
from app.api.event_schemas import Event
from app.core.catalog import Family
from app.core.optimizer import OptimizerFamily
from app.core.outcome import Outcome, Stall
from app.core.taylor import LONGEST, SCANNED_A_DECADE, SHORTEST, TOLERATED
from app.limits import LIMITS

TWO = Field(min_length=2, max_length=2)

Vector = TypeVar("Vector")
Matrix = TypeVar("Matrix")
Table = TypeVar("Table")


class CompactArray(Answer):
    """An array as the base64 (RFC 4648) of its little-endian IEEE 754 bytes in C order; what is not finite is NaN."""

    dtype: Literal["f8", "f4"]
    shape: list[int]
    base64: str


class DomainAnswer(Answer):
    """The part of the plane worth showing."""

    w: Point
    b: Point


class SuggestedAnswer(Answer):
    """Settings under which there is something to see."""

    start: Point
    learning_rate: float
    momentum: float
    max_iterations: int
    tolerance: float
    learning_rates: Annotated[
        dict[str, float],
        Field(description="By optimizer, a rate that suits the start; of a surface with parameters, that of their defaults."),
    ]


Minima = Annotated[
    list[tuple[float, float, float]],
    Field(description="Known minima [w, b, loss], global and local; a run's `minimum` is an index."),
]


class ParameterEntry(Answer):
    """A number that the formula of a surface is made with."""

    name: str
    symbol: str
    latex: str
    default: float
    minimum: float
    maximum: float
    scale: Annotated[Literal["linear", "log"], Field(description="How a slider should space it.")]


class SurfaceEntry(Answer):
    """A surface of the catalog; formula and LaTeX of one with parameters are those of the defaults."""

    id: str
    name: str
    family: Family
    about: Annotated[str, Field(description="One sentence on what there is to see.")]
    formula: Annotated[str, Field(description="Canonical text.")]
    latex: str
    domain: DomainAnswer
    minima: Minima
    suggested: SuggestedAnswer
    parameters: Annotated[list[ParameterEntry], Field(description="Empty for most surfaces.")]
    source: str


class SurfacesAnswer(Answer):
    """The catalog."""

    surfaces: list[SurfaceEntry]


class HyperparameterEntry(Answer):
    """A dial of an optimizer."""

    name: str
    symbol: str
    latex: str
    default: float
    minimum: float
    maximum: float
    scale: Annotated[Literal["linear", "log"], Field(description="How a slider should space it.")]
    maximum_exclusive: Annotated[bool, Field(description="Whether the maximum itself is not allowed.")]


class OptimizerEntry(Answer):
    """An optimizer."""

    id: str
    name: str
    short_name: str
    family: Annotated[
        OptimizerFamily,
        Field(
            description="`first_order`: one rate for both coordinates; `adaptive`: a rate for each, from the gradients seen; "
            "`line_search`: tries steps along a line; `second_order`: uses curvature, given or estimated."
        ),
    ]
    update_rule_latex: Annotated[str, Field(description="One step; g_t is the gradient at theta_{t-1}.")]
    looks_ahead: Annotated[bool, Field(description="Whether runs have look_ahead and look_ahead_gradient.")]
    searches: Annotated[bool, Field(description="Whether it searches for its steps, and runs have `trials`.")]
    most_evaluations: Annotated[
        int, Field(description="Evaluations of the surface that one step takes at most, as `x-limits` of `work` counts them.")
    ]
    takes_schedule: Annotated[bool, Field(description="Whether it may be given a `schedule` of its learning rate.")]
    hyperparameters: list[HyperparameterEntry]
    source: str


class OptimizersAnswer(Answer):
    """The optimizers, in the order in which they are shown."""

    optimizers: list[OptimizerEntry]


class MathmlAnswer(Answer):
    """Formulas as MathML (presentation markup, each one `<math>` element)."""

    loss: Annotated[str, Field(description="L(w, b) = ...")]
    gradient: Annotated[tuple[str, str], Field(description="Right-hand sides of dL/dw and dL/db.")]


class DescribeAnswer(Answer):
    """A surface, checked and described."""

    kind: Literal["named", "formula", "neuron"]
    name: str
    text: Annotated[str, Field(description="The formula in canonical form.")]
    latex: str
    latex_gradient: Annotated[
        tuple[str, str], Field(description="dL/dw and dL/db; of a formula whose derivative is very long only dots.")
    ]
    domain: Annotated[DomainAnswer, Field(description="Of a formula as given, else a first guess.")]
    minima: Minima
    minima_are: Annotated[
        Literal["known", "found"],
        Field(description="Known from theory or the literature, or found numerically, so that some may be missing."),
    ]
    suggested: SuggestedAnswer | None
    source: str
    mathml: MathmlAnswer


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


class SummaryAnswer(Answer):
    """A walk in a few numbers."""

    final_loss: Number
    lowest_loss: Number
    final_gradient_norm: Number
    gradient_evaluations: Annotated[
        int,
        Field(
            description="Gradients that the algorithm itself takes, each with the loss there: one a step, also one that "
            "diverges. Where a line search looks at slopes (conjugate_gradient, bfgs), one a trial, and one at the start; on "
            "batches one at each step besides."
        ),
    ]
    loss_evaluations: Annotated[
        int, Field(description="Losses taken without a gradient: one a trial of a backtracking search (armijo, newton).")
    ]
    hessian_evaluations: Annotated[int, Field(description="Second derivatives: one a step of newton.")]
    evaluations: Annotated[
        float,
        Field(
            description="What the whole walk has spent, in gradients: all of these, two for a Hessian, each times its batch's "
            "share of the data. More than the last of the run's `evaluations` where a last step led to no further point: a line "
            "search found none, or the step diverged."
        ),
    ]
    path_length: Annotated[Number, Field(description="Sum of the updates' lengths.")]
    u_turns: Annotated[int, Field(description="Successive updates more than 90 degrees apart.")]
    overshoot: Annotated[Number, Field(description="The largest rise of the loss along the path.")]


class OptimizerUsed(BaseModel):
    """The optimizer with every hyperparameter, defaults filled in; with its `schedule` unless that is constant."""

    model_config = ConfigDict(extra="allow")

    id: str


class RunAnswer(Answer, Generic[Vector, Matrix]):
    """One walk; every per-step array has iterations + 1 entries, entry 0 belongs to the start."""

    start: Point
    optimizer: OptimizerUsed
    outcome: Outcome
    minimum: Annotated[int | None, Field(description="Index of the minimum reached, when it converged to a known one.")]
    stalled_on: Annotated[
        Stall | None,
        Field(
            description="What it stands still on, when it stalled. `plateau`, `saddle`, `maximum`: the gradient is below the "
            "tolerance, or rounding. `no_lower_point`: on a slope, but its line search found no lower point along its direction, "
            "as across a kink, at a pole, or where all trials are too long."
        ),
    ]
    diverged_at: Annotated[int | None, Field(description="The step that left the finite numbers, when it diverged.")]
    diverged_into: Annotated[
        Literal["infinity", "undefined"] | None,
        Field(
            description="When it diverged: `undefined` where the loss or a derivative has no value (NaN) although "
            f"|w| and |b| are at most {LIMITS.coordinate:g}, as where a formula takes the logarithm of a negative number; "
            "`infinity` otherwise."
        ),
    ]
    diverged_point: Annotated[
        Annotated[list[float], TWO] | None,
        Field(description="[w, b] of that step, which the path does not hold; null if it is not finite, or did not diverge."),
    ]
    iterations: int
    theta: Annotated[Matrix, Field(description="theta[t] = theta[t-1] - update[t]")]
    loss: Annotated[Vector, Field(description="At theta[t].")]
    gradient: Annotated[Matrix, Field(description="At theta[t].")]
    update: Annotated[Matrix, Field(description="update[0] = [0, 0].")]
    look_ahead: Annotated[Matrix | None, Field(description="Where step t took its gradient; only where it looks ahead.")] = None
    look_ahead_gradient: Annotated[Matrix | None, Field(description="The gradient there.")] = None
    batch_gradient: Annotated[
        Matrix | None,
        Field(
            description="The gradient that step t took, its batch's, at the look-ahead point if it looks ahead; entry 0 is the "
            "full one. Only with a batch smaller than the data; theta, loss and gradient are those of all the data."
        ),
    ] = None
    learning_rates: Annotated[
        Vector | None,
        Field(description="The learning rate of step t; entry 0, like step 1, has the whole. Only with a schedule."),
    ] = None
    evaluations: Annotated[
        Vector | None,
        Field(
            description="What has been spent when theta[t] is reached, in gradients: one for a gradient with its loss, one for a "
            "loss alone, two for a Hessian, each times its batch's share of the data. Absent where it is t. "
            "`summary.evaluations` is the whole walk's, with what a last step took that led to no further point."
        ),
    ] = None
    trials: Annotated[
        Matrix | None,
        Field(
            description="Points that line searches tried, in order, accepted ones included: where a step was taken, theta[t] is "
            "one of step t's. A search that finds no lower point ends the walk, whatever the tolerance, and `outcome` tells what "
            "it stands on; on a batch the walk rests for that step instead. The first "
            f"{LIMITS.trials:,}, or fewer where more than {LIMITS.trials_in_all // LIMITS.trials} runs share the "
            f"{LIMITS.trials_in_all:,} of an answer. Only where it searches."
        ),
    ] = None
    trial_step: Annotated[
        Vector | None, Field(description="The step of each; iterations + 1 where the last search found nothing.")
    ] = None
    trials_omitted: Annotated[int | None, Field(description="How many more there were.")] = None
    summary: SummaryAnswer
    events: Annotated[
        list[Event] | None,
        Field(
            description=f"What happened, in the order of the steps: the first {LIMITS.events:,}, or fewer where more than "
            f"{LIMITS.events_in_all // LIMITS.events} runs share the {LIMITS.events_in_all:,} of an answer. "
            "Absent if not asked for."
        ),
    ] = None
    events_omitted: Annotated[int | None, Field(description="How many more there were. Absent if not asked for.")] = None


class DescentsAnswer(Answer, Generic[Vector, Matrix]):
    """One run per start and optimizer: all optimizers from the first start, then from the second, and so on."""

    runs: list[RunAnswer[Vector, Matrix]]


class CandidateAnswer(Answer):
    """A learning rate that was tried."""

    learning_rate: Annotated[Number, Field(description="Null where the optimizer has none.")]
    lowest_loss: Annotated[Number, Field(description="Of all points within the budget; null if none was finite.")]
    diverged: Annotated[bool, Field(description="Whether the walk diverged within the budget.")]


class TunedAnswer(Answer):
    """An optimizer with the best learning rate that was found."""

    optimizer: OptimizerUsed
    candidates: Annotated[list[CandidateAnswer], Field(description="The whole search, by rising rate.")]
    best: Annotated[
        int, Field(description="Index of the candidate chosen: the lowest, and among equally low ones the first there.")
    ]
    evaluations: Annotated[list[int], Field(description="Gradient evaluations spent before each point of the best walk.")]
    lowest_loss: Annotated[list[Number], Field(description="The lowest loss up to that point.")]
    spent: Annotated[int, Field(description="Gradient evaluations of the whole search.")]


class RaceAnswer(Answer):
    """One result per optimizer, in the order asked for."""

    budget: int
    results: list[TunedAnswer]


class MistakeAnswer(Answer):
    """One thing wrong with the input."""

    location: Annotated[str, Field(description="Where, as a path from the body.", examples=["body.optimizers[1].momentum"])]
    message: Annotated[
        str, Field(description="What is allowed there.", examples=["must be a finite number, at least 0 and less than 1"])
    ]
    position: Annotated[
        int | None, Field(description="In a formula: where the mistaken piece begins, in characters from 0. Else absent.")
    ] = None
    length: Annotated[int | None, Field(description="Of that piece; 0 where something is missing. Else absent.")] = None


class CheckAnswer(Answer):
    """A surface described, or the mistake in its formula: one of the two is null."""

    description: DescribeAnswer | None
    mistake: MistakeAnswer | None


class ProblemAnswer(Answer):
    """What went wrong (RFC 9457). Input is never echoed."""

    type: str
    title: str
    status: int
    detail: str
    errors: Annotated[list[MistakeAnswer] | None, Field(description="For bad input; at most ten.")] = None


class StateAnswer(Answer):
    """Whether the server is well."""

    status: Literal["ok"]


class PlainGridAnswer(GridAnswer[list[float], list[list[Number]]]):
    """The loss on a grid: loss[row][column] = L(w[column], b[row])."""


class CompactGridAnswer(GridAnswer[CompactArray, CompactArray]):
    """The same, arrays in the compact form.

    `loss` is f4 where single precision holds every finite loss and rounds by at most 1e-4 of finite_maximum - finite_minimum,
    enough to draw it; else f8. Either way the extremes and the count are those at full precision.
    """


class PlainDescentsAnswer(DescentsAnswer[list[Number], list[Point]]):
    """One run per start and optimizer: all optimizers from the first start, then from the second, and so on."""


class CompactDescentsAnswer(DescentsAnswer[CompactArray, CompactArray]):
    """The same, arrays in the compact form at full precision."""
