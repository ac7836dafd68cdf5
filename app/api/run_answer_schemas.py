"""What clients get of walks: every step of every run, its outcome and its summary."""

from __future__ import annotations

from typing import Annotated, Generic, Literal

from pydantic import Field

from app.api.answer_base import TWO, Answer, CompactArray, Matrix, Number, Point, Vector
from app.api.event_schemas import Event
from app.api.optimizer_answer_schemas import OptimizerUsed
from app.core.outcome import Outcome, Stall
from app.limits import LIMITS


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
        Literal["infinity", "undefined", "no_slope"] | None,
        Field(
            description="When it diverged: `undefined` where the loss has no value (NaN) although |w| and |b| are at most "
            f"{LIMITS.coordinate:g}, as where a formula takes the logarithm of a negative number; `no_slope` where it has one, "
            "but a derivative has none, as of sqrt(w^2) at 0; "
            "`infinity` otherwise: far out, or, where `diverged_point` is not, at a pole or an edge of the domain where the "
            "loss or its slope is infinite."
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
    kept: Annotated[
        dict[str, Matrix] | None,
        Field(
            description="What the optimizer remembers after step t, by its letter in `update_rule_latex` (`v_max` is the largest "
            "v so far); entry 0 is [0, 0]. Only with `kept` in the request, and of optimizers that remember something."
        ),
    ] = None
    learning_rates: Annotated[
        Vector | None,
        Field(description="The learning rate of step t; entry 0, like step 1, has the whole. Only with a schedule."),
    ] = None
    step_lengths: Annotated[
        Vector | None,
        Field(
            description="alpha of step t: update[t] is alpha times the direction that it searched along. Entry 0 is 0, as is "
            "that of a step that rests on a batch. Only where it searches."
        ),
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


class PlainDescentsAnswer(DescentsAnswer[list[Number], list[Point]]):
    """One run per start and optimizer: all optimizers from the first start, then from the second, and so on."""


class CompactDescentsAnswer(DescentsAnswer[CompactArray, CompactArray]):
    """The same, arrays in the compact form at full precision."""
