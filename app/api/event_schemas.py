"""What runs tell of their steps, for the documentation; `events.py` writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field

from app.api.answer_base import Answer, Number, Point


class PlateauEvent(Answer):
    """The walk comes onto a plateau, or leaves it.

    A plateau is a maximal stretch of at least 10 points at which |gradient| is less than a tenth of the walk's largest, and at
    whose last point the loss is still higher than the walk's lowest by more than a tenth of the range of its losses: so neither a
    minimum's neighbourhood nor a valley's floor is one. A stretch on which the walk ends stalled on a plateau is one as well.
    """

    kind: Literal["plateau"]
    phase: Annotated[
        Literal["entered", "left"],
        Field(description="`entered` at its first point, `left` at the first after it, if there is one."),
    ]
    step: Annotated[int, Field(description="t of that point.")]
    from_step: Annotated[int, Field(description="t of the plateau's first point.")]
    point: Annotated[Point, Field(description="theta[step]")]
    gradient_norm: Annotated[Number, Field(description="|gradient[step]|")]
    sentence: str


class UTurnEvent(Answer):
    """Two successive updates point more than 90 degrees apart; updates of zero are skipped. `summary.u_turns` counts the same."""

    kind: Literal["u_turn"]
    step: Annotated[int, Field(description="The step that goes back: update[step] is the second of the two.")]
    point: Annotated[Point, Field(description="Where it turns, theta[step - 1].")]
    angle_degrees: Annotated[float, Field(description="Between the two updates, above 90 and at most 180.")]
    sentence: str


class OvershootEvent(Answer):
    """The loss rose: one event per maximal stretch of steps that all raise it.

    Left out are rises within rounding errors, of at most 1.4e-14 of the loss there or at the start.
    """

    kind: Literal["overshoot"]
    step: Annotated[int, Field(description="Where the rise ends: the stretch's last step.")]
    from_step: Annotated[int, Field(description="The last point before the rise.")]
    point: Annotated[Point, Field(description="theta[step]")]
    rise: Annotated[Number, Field(description="loss[step] - loss[from_step]")]
    sentence: str


Event = Annotated[PlateauEvent | UTurnEvent | OvershootEvent, Discriminator("kind")]
