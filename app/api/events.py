"""What happened on a walk, as an answer tells it: numbers, and a sentence with the same numbers."""

from __future__ import annotations

from typing import Any

from app.core.descent import Run
from app.core.events import Event, Kind, find_events
from app.core.numerals import numeral
from app.core.outcome import Stall


def told(walk: Run, most: int) -> dict[str, Any]:
    """The events of a walk in the order of its steps, and how many of them are left out.

    Args:
        walk: what happened.
        most: events to tell, at most.
    """
    on_plateau = walk.stalled_on is Stall.PLATEAU
    events, omitted = find_events(walk.loss, walk.gradient, walk.update, stalled_on_plateau=on_plateau, most=most)
    points = walk.theta[[event.place for event in events]].tolist() if events else []
    return {"events": [_content(*each) for each in zip(events, points, strict=True)], "events_omitted": omitted}


def _number(value: float) -> str:
    """A number in a sentence, to four digits; the plain format first, which takes a third of the time."""
    text = f"{value:.4g}"
    return numeral(value, 4) if "e" in text else text


def _content(event: Event, point: list[float]) -> dict[str, Any]:
    step, from_step, value = event.step, event.from_step, event.value
    place = f"({_number(point[0])}, {_number(point[1])})"
    match event.kind:
        case Kind.U_TURN:
            sentence = f"Step {step} turns back by {value:.0f} degrees at {place}."
            return {"kind": "u_turn", "step": step, "point": point, "angle_degrees": value, "sentence": sentence}
        case Kind.OVERSHOOT:
            sentence = f"The loss rises by {_number(value)} from step {from_step} to step {step}, which ends at {place}."
            kind: dict[str, Any] = {"kind": "overshoot", "rise": value}
        case Kind.PLATEAU_ENTERED:
            begins = f"Step {step} enters a plateau at {place}" if step else f"The walk starts on a plateau at {place}"
            sentence = f"{begins}, where the gradient is only {_number(value)} long."
            kind = {"kind": "plateau", "phase": "entered", "gradient_norm": value}
        case Kind.PLATEAU_LEFT:
            sentence = f"Step {step} leaves the plateau at {place}, after {step - from_step} steps on it."
            kind = {"kind": "plateau", "phase": "left", "gradient_norm": value}
    return {**kind, "step": step, "from_step": from_step, "point": point, "sentence": sentence}
