"""The parameters of named surfaces as a schema, made from the catalog: a new one there appears here with its own range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.core.catalog import ENTRIES, Parameter


class ParametersBody(BaseModel):
    """Parameters of a surface by name; the range of each is that of the surface that has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _number(parameter: Parameter) -> Any:
    description = f"{parameter.symbol}; {parameter.default:g} if left out."
    return Annotated[float, Field(strict=True, ge=parameter.minimum, le=parameter.maximum, description=description)] | None


PARAMETERS = {each.name: each for entry in ENTRIES for each in entry.parameters}
"""Every parameter of any surface; a name means the same, in the same range, wherever it occurs."""


def of_each_surface(schema: dict[str, Any]) -> None:
    """State in a named surface's schema which parameters belong to which id; the types alone cannot."""
    without = [entry.id for entry in ENTRIES if not entry.parameters]
    forms: list[dict[str, Any]] = [{"id": {"enum": without}, "parameters": {"maxProperties": 0}}]
    for entry in ENTRIES:
        if entry.parameters:
            names = [each.name for each in entry.parameters]
            forms.append({"id": {"enum": [entry.id]}, "parameters": {"propertyNames": {"enum": names}}})
    schema["anyOf"] = [{"properties": form} for form in forms]


if TYPE_CHECKING:
    SurfaceParameters = ParametersBody
else:
    SurfaceParameters = create_model(
        "SurfaceParameters",
        __base__=ParametersBody,
        __doc__=ParametersBody.__doc__,
        **{each.name: (_number(each), None) for each in PARAMETERS.values()},
    )
