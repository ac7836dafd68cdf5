"""Bad bodies, addresses and methods: one error shape, on every endpoint; never a 500, never an echo."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from app.limits import LIMITS
from tests.api.contract import CANARY, V1, VALID, problem

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


@pytest.mark.parametrize("path", VALID)
@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BAD_BODIES])
def test_a_bad_body_is_a_problem(client: httpx.Client, path: str, body: bytes) -> None:
    response = client.post(V1 + path, content=body, headers={"content-type": "application/json"})
    assert problem(response, 422)["errors"]


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
