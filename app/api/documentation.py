"""The OpenAPI document: what FastAPI derives from the routes, and what it cannot: problems and the compact form."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api import problems
from app.api.encoding import COMPACT
from app.api.evaluation_answer_schemas import CompactGridAnswer
from app.api.problem_answer_schemas import ProblemAnswer
from app.api.run_answer_schemas import CompactDescentsAnswer
from app.limits import LIMITS

REFERENCE = "#/components/schemas/{model}"
TITLE = "A Walk Downhill"
SUMMARY = "Gradient descent, momentum and Nesterov on error surfaces, step by step."

DESCRIPTION = f"""
A point is `[w, b]`; the update is subtracted, `theta[t] = theta[t-1] - update[t]`; grids are
`loss[row][column] = L(w[column], b[row])`.

**Numbers.** JSON carries finite numbers at full float64 precision, or null; never NaN or Infinity.

**Compact form.** Send `Accept: {COMPACT}` to `/grid` and `/descents`, and every big array comes as
`{{"dtype": "f8", "shape": [n, 2], "base64": "..."}}`: little-endian IEEE 754, C order. Read `dtype`: a grid's
`loss` is `f4` where that is precise enough to draw, else `f8`; all else is `f8`. Everything else stays the same.

**Errors** are problem details (RFC 9457, `{problems.MEDIA_TYPE}`). For bad input, `errors` holds up to {LIMITS.errors} pairs of
`location` and `message`. The input is never echoed.

**Optimizers.** Rules and hyperparameters are those of PyTorch where it has the optimizer, but for three things. Nesterov's
points are the lecture's: PyTorch's are our look-ahead points, one step on. With a schedule, what momentum carries keeps the
learning rates it was made with; PyTorch multiplies all of it by the present one. The cosine stays at its floor; PyTorch's
rises again.

**Limits.** A request's body is at most {LIMITS.body_bytes:,} bytes. Limits of single values stand where the values are described;
what JSON Schema cannot say, limits on products of several values and on the body, is in `x-limits` of schemas and operations.
"""

TAGS = [
    {"name": "catalog", "description": "What there is to walk on, and to walk with."},
    {"name": "surfaces", "description": "A surface's formula, values, derivatives and grids."},
    {"name": "descents", "description": "The walks."},
    {"name": "health", "description": "For whoever runs the server."},
]

REFERENCED: tuple[type[BaseModel], ...] = (ProblemAnswer, CompactGridAnswer, CompactDescentsAnswer)
"""Models that only `content` entries refer to, which FastAPI does not collect."""


def _content(media_type: str, model: type[BaseModel]) -> dict[str, Any]:
    return {"content": {media_type: {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}}}


def problem(description: str) -> dict[str, Any]:
    """The documentation of one problem answer."""
    return {"description": description, **_content(problems.MEDIA_TYPE, ProblemAnswer)}


def compact_answer(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """The documentation of an answer's compact form, beside the plain one."""
    return {200: _content(COMPACT, model)}


BODY_LIMITS: dict[str, Any] = {"x-limits": {"body_bytes": {"maximum": LIMITS.body_bytes}}}
"""What every operation with a body adds to its documentation."""

BODY_PROBLEMS: dict[int | str, dict[str, Any]] = {
    413: problem(f"The body is longer than {LIMITS.body_bytes:,} bytes."),
    415: problem("The body is not declared as JSON."),
    422: problem("The body is not valid: what is wrong, where, and what is allowed."),
    503: problem("Too many large jobs are waiting; Retry-After says when to come back."),
}


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the application."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=SUMMARY,
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
    )
    _, definitions = models_json_schema([(model, "serialization") for model in REFERENCED], ref_template=REFERENCE)
    schemas: dict[str, Any] = document["components"]["schemas"]
    for name, schema in definitions["$defs"].items():
        schemas.setdefault(name, schema)
    return document
