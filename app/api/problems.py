"""The one error shape of the whole server: RFC 9457 problem details.

`{"type", "title", "status", "detail"}` and, for bad input, `"errors": [{"location", "message"}]`, at most ten, and for a mistake
within a formula its position and length. Nothing
that a client sent is ever repeated: an echo can be huge, unprintable, not even JSON (NaN), or an injection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

import orjson
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.core.formula import FormulaError
from app.limits import LIMITS

MEDIA_TYPE = "application/problem+json"

FORMULA = "body.surface.text"
"""Where every request that has a formula has it."""

DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not answer that method; the Allow header lists those it does.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The server failed; the fault is ours, not the request's.",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with the input.

    Attributes:
        location: where, as a path from the body: `body.optimizers[1].momentum`.
        message: what is allowed instead, as a phrase that follows the location: "must be a number from 0 to 1".
        position: within a text, where the mistaken piece begins, in characters from 0.
        length: of that piece, in characters; 0 where something is missing.
    """

    location: str
    message: str
    position: int | None = None
    length: int | None = None

    def told(self) -> dict[str, object]:
        """As a client gets it, without what does not apply."""
        return {key: value for key, value in asdict(self).items() if value is not None}


class Problem(Exception):
    """Ends the request with a problem answer.

    Args:
        status: HTTP status, 400 to 599.
        detail: one sentence for the user: what is wrong and what to do.
        mistakes: for bad input, each mistake with its place; the first ten are told.
        headers: further response headers, such as Retry-After.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        mistakes: Sequence[Mistake] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail
        self.mistakes = mistakes
        self.headers = headers

    def response(self) -> Response:
        """The answer that tells the problem."""
        content: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        if self.mistakes:
            content["errors"] = [mistake.told() for mistake in self.mistakes[: LIMITS.errors]]
        return Response(orjson.dumps(content), self.status.value, self.headers, MEDIA_TYPE)


def bad_input(mistakes: Sequence[Mistake]) -> Problem:
    """The 422 for these mistakes."""
    first = mistakes[0]
    rest = f" ({len(mistakes)} mistakes told)" if len(mistakes) > 1 else ""
    return Problem(422, f"{first.location} {first.message}{rest}.", mistakes)


def formula_mistake(error: FormulaError) -> Mistake:
    """What is wrong with a text that is no formula, and where in it, unless it is in no one place."""
    return Mistake(FORMULA, str(error), error.position, None if error.position is None else error.length)


def bad_formula(error: FormulaError) -> Problem:
    """The 422 for a text that is no formula."""
    where = "cannot be computed" if error.position is None else f"is mistaken at character {error.position + 1}"
    return Problem(422, f"The formula {where}: {error}.", [formula_mistake(error)])


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of the application a problem answer."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(Exception, answer_failure)


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if headers.get("Allow") == "GET":
        headers["Allow"] = "GET, HEAD"  # see `app.head`
    return Problem(status, DETAILS.get(status, f"{status.phrase}."), headers=headers).response()


async def answer_failure(request: Request, error: Exception) -> Response:
    """The 500 for a failure of ours: nothing of its inside is told."""
    return Problem(500, DETAILS[HTTPStatus.INTERNAL_SERVER_ERROR]).response()
