"""The events of runs: their shapes, their sentences, how many there may be, and doing without."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest
from pydantic import TypeAdapter

from app.api.event_schemas import Event
from app.limits import LIMITS

URL = "/api/v1/descents"
RAVINE = {"kind": "named", "id": "ill_conditioned_quadratic_400"}
SHAPE: TypeAdapter[Any] = TypeAdapter(Event)
COMPACT = "application/vnd.walk-downhill+json"
# Every step turns back, and every second one climbs.
OSCILLATING: dict[str, Any] = {
    "surface": RAVINE,
    "starts": [[0, 1]],
    "optimizers": [{"id": "gradient_descent", "learning_rate": 0.005 - 1e-9}],
    "tolerance": 0,
}


def runs(client: httpx.Client, body: dict[str, Any], accept: str = "application/json") -> list[dict[str, Any]]:
    response = client.post(URL, json=body, headers={"accept": accept})
    assert response.status_code == 200, response.text
    answer: list[dict[str, Any]] = response.json()["runs"]
    return answer


def test_every_event_has_its_documented_shape_and_place(client: httpx.Client, walks: dict[str, Any]) -> None:
    told = runs(client, walks)
    assert {event["kind"] for run in told for event in run["events"]} == {"plateau", "u_turn", "overshoot"}
    for run in told:
        steps = [event["step"] for event in run["events"]]
        assert steps == sorted(steps)
        assert run["events_omitted"] == 0
        assert sum(event["kind"] == "u_turn" for event in run["events"]) == run["summary"]["u_turns"]
        for event in run["events"]:
            SHAPE.validate_python(event)
            assert event["point"] == run["theta"][event["step"] - (event["kind"] == "u_turn")]
            assert str(event["step"]) in event["sentence"] or event["step"] == 0
            if event["kind"] == "plateau":
                assert event["gradient_norm"] == pytest.approx(np.hypot(*run["gradient"][event["step"]]))
            elif event["kind"] == "overshoot":
                assert event["rise"] == run["loss"][event["step"]] - run["loss"][event["from_step"]]


def test_the_sentences_of_the_lectures_walks(client: httpx.Client, walks: dict[str, Any]) -> None:
    vanilla, momentum, _ = runs(client, walks)
    assert [event["sentence"] for event in vanilla["events"]] == [
        "The walk starts on a plateau at (-2, -2), where the gradient is only 0.009467 long.",
        "Step 65 leaves the plateau at (-1.31, -1.297), after 65 steps on it.",
    ]
    sentences = [event["sentence"] for event in momentum["events"]]
    assert sentences[2] == "The loss rises by 0.08488 from step 22 to step 26, which ends at (2.368, -0.1212)."
    assert "Step 59 turns back by 94 degrees at (3.385, -5.551)." in sentences


def test_a_plateau_may_be_entered_on_the_way(client: httpx.Client) -> None:
    body = {
        "surface": {"kind": "named", "id": "saddle"},
        "starts": [[-2, 0.0001]],
        "optimizers": [{"id": "gradient_descent", "learning_rate": 0.05}],
    }
    entered, left = runs(client, body)[0]["events"]
    assert (entered["phase"], entered["step"], entered["from_step"]) == ("entered", 22, 22)
    assert (left["phase"], left["step"], left["from_step"]) == ("left", 81, 22)
    assert entered["sentence"].startswith("Step 22 enters a plateau at (-0.19")
    assert left["sentence"].endswith("after 59 steps on it.")


def test_both_forms_tell_the_same(client: httpx.Client, walks: dict[str, Any]) -> None:
    for plain, compact in zip(runs(client, walks), runs(client, walks, COMPACT), strict=True):
        assert plain["events"] == compact["events"]


@pytest.mark.parametrize("accept", ["application/json", COMPACT])
def test_events_can_be_left_out(client: httpx.Client, walks: dict[str, Any], accept: str) -> None:
    assert runs(client, walks | {"events": True}, accept) == runs(client, walks, accept)
    for run, full in zip(runs(client, walks | {"events": False}, accept), runs(client, walks, accept), strict=True):
        assert run == {key: value for key, value in full.items() if key not in {"events", "events_omitted"}}


def test_the_first_events_are_told_and_the_others_counted(client: httpx.Client) -> None:
    run = runs(client, OSCILLATING | {"max_iterations": LIMITS.iterations})[0]
    assert run["summary"]["u_turns"] == LIMITS.iterations - 1
    assert len(run["events"]) == LIMITS.events
    assert [event["step"] for event in run["events"]] == list(range(2, LIMITS.events + 2))
    assert run["events_omitted"] == LIMITS.iterations - 1 - LIMITS.events


@pytest.mark.parametrize("starts", [5, 25, 26, 50])
def test_many_runs_share_what_an_answer_may_tell(client: httpx.Client, starts: int) -> None:
    body = OSCILLATING | {"starts": [[0, 1]] * starts, "max_iterations": 1_200}
    told = {len(run["events"]) for run in runs(client, body)}
    assert told == {min(LIMITS.events, LIMITS.events_in_all // starts)}


def test_a_walk_of_no_steps_tells_nothing(client: httpx.Client, walks: dict[str, Any]) -> None:
    for run in runs(client, walks | {"max_iterations": 0}):
        assert (run["events"], run["events_omitted"]) == ([], 0)
