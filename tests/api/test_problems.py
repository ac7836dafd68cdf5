"""One error shape for everything that a client can get wrong, on every endpoint; never a 500, never an echo."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.api.descent_schemas import PRODUCTS
from app.limits import LIMITS

V1 = "/api/v1"
CANARY = "CANARY-7f3a"
NAMED: dict[str, Any] = {"kind": "named", "id": "himmelblau"}
NEURON: dict[str, Any] = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]]}
AXIS: dict[str, Any] = {"minimum": -1, "maximum": 1, "count": 3}
VANILLA: dict[str, Any] = {"id": "gradient_descent"}
NUMBER = "must be a finite number"
WHOLE = "must be a whole number"

VALID: dict[str, dict[str, Any]] = {
    "/surfaces/describe": {"surface": NAMED},
    "/surfaces/check": {"surface": NAMED},
    "/evaluate": {"surface": NAMED, "points": [[0, 0]]},
    "/grid": {"surface": NAMED, "w": AXIS, "b": AXIS},
    "/taylor": {"surface": NAMED, "point": [0, 0], "direction": [1, 0], "learning_rates": [0.1]},
    "/descents": {"surface": NAMED, "starts": [[0, 0]], "optimizers": [VANILLA], "max_iterations": 3},
}


def without(path: str, key: str) -> dict[str, Any]:
    return {name: value for name, value in VALID[path].items() if name != key}


ONE_DIRECTION = "must have exactly one of direction and direction_degrees"

# (what to change in a good request, location of the first mistake, start of its message)
BAD_EXPANSIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"direction": None}, "body", ONE_DIRECTION),
    ({"direction_degrees": 90}, "body", ONE_DIRECTION),
    ({"direction": [0, 0]}, "body.direction", "must not be [0, 0]"),
    ({"direction": [0, -0.0]}, "body.direction", "must not be [0, 0]"),
    ({"direction": [1]}, "body.direction", "must have exactly 2 numbers"),
    ({"direction": [1, 2, 3]}, "body.direction", "must have exactly 2 numbers"),
    ({"direction": 1}, "body.direction", "must be a list with exactly 2 numbers"),
    ({"direction": [1, CANARY]}, "body.direction[1]", NUMBER),
    ({"direction": [float("inf"), 0]}, "body.direction[0]", NUMBER),
    ({"direction": None, "direction_degrees": CANARY}, "body.direction_degrees", NUMBER),
    ({"direction": None, "direction_degrees": float("nan")}, "body.direction_degrees", NUMBER),
    ({"learning_rates": []}, "body.learning_rates", "must have from 1 to 1,000 items"),
    ({"learning_rates": [1] * 1001}, "body.learning_rates", "must have from 1 to 1,000 items"),
    ({"learning_rates": 1}, "body.learning_rates", "must be a list with from 1 to 1,000 items"),
    ({"learning_rates": [0, -1e-9]}, "body.learning_rates[1]", f"{NUMBER}, at least 0"),
    ({"learning_rates": [float("nan")]}, "body.learning_rates[0]", NUMBER),
    ({"point": [0]}, "body.point", "must have exactly 2 numbers"),
    ({"point": [0, -1e7]}, "body.point[1]", f"{NUMBER}, at least -1,000,000 and at most 1,000,000"),
    ({"points": [0, 0]}, "body", "has an unknown key; allowed here: surface, point, direction"),
]

BAD_DESCENTS: list[tuple[dict[str, Any], str, str]] = [
    ({"starts": []}, "body.starts", "must have from 1 to 64 items"),
    ({"starts": [[0, 0]] * 65}, "body.starts", "must have from 1 to 64 items"),
    ({"starts": [0, 0]}, "body.starts[0]", "must be a list with exactly 2 numbers"),
    ({"starts": [[0, float("inf")]]}, "body.starts[0][1]", NUMBER),
    ({"optimizers": []}, "body.optimizers", "must have from 1 to 32 items"),
    (
        {"optimizers": [VANILLA, {"id": CANARY}]},
        "body.optimizers[1].id",
        "must be one of gradient_descent, momentum, nesterov",
    ),
    ({"optimizers": [{}]}, "body.optimizers[0].id", "must be one of gradient_descent"),
    ({"optimizers": [CANARY]}, "body.optimizers[0]", "must be an object"),
    (
        {"optimizers": [VANILLA, VANILLA | {"momentum": 0.9}]},
        "body.optimizers[1].momentum",
        "is not allowed; allowed here: id, learning_rate",
    ),
    ({"optimizers": [VANILLA | {"rho": 0.9}]}, "body.optimizers[0].rho", "is not allowed"),
    (
        {"optimizers": [VANILLA | {CANARY: 0.9}]},
        "body.optimizers[0]",
        "has an unknown key; allowed here: id, learning_rate",
    ),
    (
        {"optimizers": [VANILLA | {"learning_rate": 0}]},
        "body.optimizers[0].learning_rate",
        f"{NUMBER}, at least 1e-6 and at most",
    ),
    ({"optimizers": [VANILLA | {"learning_rate": -1}]}, "body.optimizers[0].learning_rate", NUMBER),
    ({"optimizers": [VANILLA | {"learning_rate": None}]}, "body.optimizers[0].learning_rate", NUMBER),
    ({"optimizers": [VANILLA | {"learning_rate": "1"}]}, "body.optimizers[0].learning_rate", NUMBER),
    (
        {"optimizers": [{"id": "momentum", "momentum": 1}]},
        "body.optimizers[0].momentum",
        f"{NUMBER}, at least 0 and less than 1",
    ),
    ({"optimizers": [{"id": "nesterov", "momentum": -0.1}]}, "body.optimizers[0].momentum", NUMBER),
    ({"max_iterations": 10**9}, "body.max_iterations", f"{WHOLE}, at least 0 and at most 10,000"),
    ({"max_iterations": -1}, "body.max_iterations", WHOLE),
    ({"events": 1}, "body.events", "must be true or false"),
    ({"events": "no"}, "body.events", "must be true or false"),
    ({"events": None}, "body.events", "must be true or false"),
    ({"max_iterations": None}, "body.max_iterations", WHOLE),
    ({"max_iterations": "10"}, "body.max_iterations", WHOLE),
    ({"tolerance": -1e-9}, "body.tolerance", f"{NUMBER}, at least 0 and at most 1,000"),
    ({"tolerance": float("nan")}, "body.tolerance", NUMBER),
    (
        {"starts": [[0, 0]] * 64, "max_iterations": 10_000},
        "body",
        "asks for too much at once: starts x optimizers x (max_iterations + 1) must be at most 250,000",
    ),
    (
        {"surface": NEURON | {"data": [[0, 0]] * 10_000}, "starts": [[0, 0]] * 6, "max_iterations": 10_000},
        "body",
        f"asks for too much at once: {PRODUCTS['work']} must be at most 500,000,000",
    ),
]

# (path, body, location of the first mistake, start of its message)
BAD_VALUES: list[tuple[str, Any, str, str]] = [
    *((path, [], "body", "must be an object") for path in VALID),
    *((path, {}, "body.surface", "is required") for path in VALID),
    *((path, without(path, "surface") | {"surface": CANARY}, "body.surface", "must be an object") for path in VALID),
    *((path, VALID[path] | {"surface": {}}, "body.surface.kind", "must be one of named, formula, neuron") for path in VALID),
    *(
        (
            path,
            VALID[path] | {"surface": {"kind": CANARY}},
            "body.surface.kind",
            "must be one of named, formula, neuron",
        )
        for path in VALID
    ),
    *((path, VALID[path] | {"surface": {"kind": "named"}}, "body.surface.id", "is required") for path in VALID),
    *(
        (path, VALID[path] | {"surface": {"kind": "named", "id": CANARY}}, "body.surface.id", "must be one of isotropic")
        for path in VALID
    ),
    *((path, VALID[path] | {CANARY: 1}, "body", "has an unknown key; allowed here: surface") for path in VALID),
    *(
        (path, VALID[path] | {"surface": NEURON | {"data": data}}, location, message)
        for path in VALID
        for data, location, message in [
            ([], "body.surface.data", "must have from 1 to 10,000 items"),
            (None, "body.surface.data", "must be a list"),
            ([[1]], "body.surface.data[0]", "must have exactly 2 numbers"),
            ([[1, 2, 3]], "body.surface.data[0]", "must have exactly 2 numbers"),
            ([[1, 2], [1, "2"]], "body.surface.data[1][1]", NUMBER),
            ([[1, 2], [True, 2]], "body.surface.data[1][0]", NUMBER),
            ([[1, float("nan")]], "body.surface.data[0][1]", NUMBER),
            ([[1, float("inf")]], "body.surface.data[0][1]", NUMBER),
            ([[1, 1e7]], "body.surface.data[0][1]", NUMBER),
            ([[1, 10**400]], "body.surface.data[0][1]", NUMBER),
            ([[0, 0]] * (LIMITS.data_points + 1), "body.surface.data", "must have from 1 to 10,000 items"),
        ]
    ),
    (
        "/evaluate",
        VALID["/evaluate"] | {"surface": NEURON | {"loss": CANARY}},
        "body.surface.loss",
        "must be one of half_sum, sum, mean",
    ),
    ("/evaluate", VALID["/evaluate"] | {"points": []}, "body.points", "must have from 1 to 10,000 items"),
    (
        "/evaluate",
        VALID["/evaluate"] | {"points": [[0, -1e7]]},
        "body.points[0][1]",
        f"{NUMBER}, at least -1,000,000 and at most 1,000,000",
    ),
    ("/evaluate", VALID["/evaluate"] | {"points": [[0, None]]}, "body.points[0][1]", NUMBER),
    ("/grid", VALID["/grid"] | {"w": AXIS | {"count": 1}}, "body.w.count", f"{WHOLE}, at least 2 and at most 1,000"),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": 1001}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": 2.5}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": True}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"b": AXIS | {"count": 10**400}}, "body.b.count", WHOLE),
    ("/grid", VALID["/grid"] | {"w": AXIS | {"minimum": 1}}, "body.w", "must have a minimum less than its maximum"),
    ("/grid", VALID["/grid"] | {"w": {}}, "body.w.minimum", "is required"),
    (
        "/grid",
        VALID["/grid"] | {"w": AXIS | {"count": 1000}, "b": AXIS | {"count": 1000}},
        "body",
        "asks for too much at once: w.count x b.count must be at most 250,000",
    ),
    (
        "/grid",
        {"surface": NEURON | {"data": [[0, 0]] * 10_000}, "w": AXIS | {"count": 500}, "b": AXIS | {"count": 500}},
        "body",
        "asks for too much at once: w.count x b.count x data points",
    ),
    *(("/taylor", VALID["/taylor"] | change, location, message) for change, location, message in BAD_EXPANSIONS),
    *(("/descents", VALID["/descents"] | change, location, message) for change, location, message in BAD_DESCENTS),
]

BAD_BODIES: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("blank", b"  \n "),
    ("not JSON", CANARY.encode()),
    ("cut off", b'{"surface": {"kind": "named", "id": "himm'),
    ("two documents", b"{} {}"),
    ("invalid UTF-8", b'{"surface": {"kind": "named", "id": "\xff\xfe"}}'),
    ("a lone surrogate", b'{"surface": {"kind": "named", "id": "\\ud800"}}'),
    ("a null byte", b'{"surface": {"kind": "named", "id": "\\u0000"}}'),
    ("a byte order mark alone", b"\xef\xbb\xbf"),
    ("two byte order marks", b"\xef\xbb\xbf\xef\xbb\xbf{}"),
    ("UTF-16", '{"surface": 1}'.encode("utf-16")),
    ("deep nesting", b"[" * 500_000),
    ("deep nesting, closed", b'{"surface":' * 50_000 + b"1" + b"}" * 50_000),
    ("NaN", b"NaN"),
    ("an overflowing number", b'{"surface": 1e999}'),
    ("a number of a million digits", b"1" * 1_000_000),
    ("many unknown keys", json.dumps({f"{CANARY}{index}": index for index in range(50_000)}).encode()),
    ("a long unknown key", b'{"' + CANARY.encode() * 100_000 + b'": 1}'),
    ("a long value", b'{"surface": "' + CANARY.encode() * 100_000 + b'"}'),
    ("many bad items", b'{"optimizers": [' + b",".join([b"0"] * 500_000) + b"]}"),
    ("duplicate keys, the last one bad", b'{"surface": {"kind": "named", "id": "booth", "id": 3}}'),
]


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem in a response, after checking everything that the contract says about its shape."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    content: dict[str, Any] = response.json()
    assert set(content) - {"errors"} == {"type", "title", "status", "detail"}
    assert content["status"] == status
    assert all(isinstance(content[key], str) and content[key] for key in ("type", "title", "detail"))
    for mistake in content.get("errors", []):
        assert set(mistake) == {"location", "message"}
    assert len(content.get("errors", [])) <= LIMITS.errors
    assert CANARY not in response.text
    assert len(response.content) < 5_000
    return content


@pytest.mark.parametrize(("path", "body", "location", "message"), BAD_VALUES)
def test_a_bad_value_is_told_with_its_place_and_what_is_allowed(
    client: httpx.Client, path: str, body: Any, location: str, message: str
) -> None:
    response = client.post(V1 + path, content=json.dumps(body), headers={"content-type": "application/json"})
    content = problem(response, 422)
    assert content["errors"][0]["location"] == location
    assert content["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize("path", VALID)
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BAD_BODIES])
def test_a_bad_body_is_a_problem(client: httpx.Client, path: str, body: bytes) -> None:
    response = client.post(V1 + path, content=body, headers={"content-type": "application/json"})
    assert problem(response, 422)["errors"]


@pytest.mark.parametrize("path", VALID)
def test_the_requests_that_the_bad_ones_are_made_from_are_good(client: httpx.Client, path: str) -> None:
    assert client.post(V1 + path, json=VALID[path]).status_code == 200


def test_at_most_ten_mistakes_are_told(client: httpx.Client) -> None:
    body = VALID["/descents"] | {"optimizers": [{"id": "momentum", "momentum": 2, "learning_rate": -1}] * 16}
    content = problem(client.post(f"{V1}/descents", json=body), 422)
    assert len(content["errors"]) == LIMITS.errors


@pytest.mark.parametrize("path", VALID)
@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_a_body_that_is_too_large_is_refused(client: httpx.Client, path: str, chunked: bool) -> None:
    chunks = [CANARY.encode() * 100_000] * 10
    content = iter(chunks) if chunked else b"".join(chunks)
    response = client.post(V1 + path, content=content, headers={"content-type": "application/json"})
    assert "2,000,000 bytes" in problem(response, 413)["detail"]


def test_the_largest_data_fit_into_a_body(client: httpx.Client) -> None:
    data = [[1 / 3 + index, -1 / 7 * index] for index in range(LIMITS.data_points)]
    body = {"surface": {"kind": "neuron", "data": data}, "points": [[0, 0]]}
    assert client.post(f"{V1}/evaluate", json=body).status_code == 200


@pytest.mark.parametrize("path", VALID)
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "garbage"])
def test_only_json_is_read(client: httpx.Client, path: str, media_type: str) -> None:
    response = client.post(V1 + path, content=json.dumps(VALID[path]), headers={"content-type": media_type})
    problem(response, 415)


@pytest.mark.parametrize("media_type", [None, "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.x+json"])
def test_json_is_read_under_its_other_names(client: httpx.Client, media_type: str | None) -> None:
    headers = {"content-type": media_type} if media_type else {}
    response = client.post(f"{V1}/evaluate", content=json.dumps(VALID["/evaluate"]), headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/v1/descents/", "/static/x/nothing.js", "/api/v2/descents"])
def test_an_unknown_address_is_a_problem(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        *(("GET", V1 + path, "POST") for path in VALID),
        *(("DELETE", V1 + path, "POST") for path in VALID),
        ("POST", f"{V1}/surfaces", "GET"),
        ("PUT", f"{V1}/optimizers", "GET"),
        ("POST", "/healthz", "GET"),
        ("POST", "/readyz", "GET"),
        ("POST", "/", "GET"),
        ("POST", "/static/x/icon.svg", "GET"),
    ],
)
def test_a_wrong_method_is_a_problem_that_names_the_right_one(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    response = client.request(method, path)
    problem(response, 405)
    assert allowed in response.headers["allow"]


def test_a_byte_order_mark_is_no_mistake(client: httpx.Client) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(VALID["/evaluate"]).encode()
    response = client.post(f"{V1}/evaluate", content=body, headers={"content-type": "application/json"})
    assert response.json() == client.post(f"{V1}/evaluate", json=VALID["/evaluate"]).json()


def test_a_whole_number_may_be_written_with_a_decimal_point(client: httpx.Client) -> None:
    body = json.dumps(VALID["/descents"]).replace('"max_iterations": 3', '"max_iterations": 3.0')
    response = client.post(f"{V1}/descents", content=body, headers={"content-type": "application/json"})
    assert response.json()["runs"][0]["iterations"] == 3


def test_bad_requests_disturb_nothing_else(client: httpx.Client) -> None:
    good = client.post(f"{V1}/descents", json=VALID["/descents"]).content
    for _, body in BAD_BODIES:
        client.post(f"{V1}/descents", content=body, headers={"content-type": "application/json"})
    assert client.post(f"{V1}/descents", json=VALID["/descents"]).content == good


def test_a_client_that_leaves_in_the_middle_disturbs_nothing(server: str, client: httpx.Client) -> None:
    address = urlsplit(server)
    for _ in range(3):
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(
                b"POST /api/v1/descents HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
            )
    assert client.post(f"{V1}/descents", json=VALID["/descents"]).status_code == 200


def test_a_compressed_body_is_refused_as_such(client: httpx.Client) -> None:
    answer = client.post(
        "/api/v1/grid", content=b"\x1f\x8b", headers={"content-type": "application/json", "content-encoding": "gzip"}
    )
    assert answer.status_code == 415
    assert answer.headers["content-type"] == "application/problem+json"
