"""What the environment decides: where to listen and how to run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

HIGHEST_PORT = 65535


class SettingsError(ValueError):
    """An environment variable holds a value that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The process's settings, read once from the environment.

    Attributes:
        host: address to listen on (`HOST`, default 127.0.0.1).
        port: TCP port, 0 to 65535, 0 for any free one (`PORT`, default 8000).
        reload: static files and templates are re-read when they change (`WALK_RELOAD`, for development).
        access_log: one line a request on stderr (`WALK_ACCESS_LOG`).
    """

    host: str = "127.0.0.1"
    port: int = 8000
    reload: bool = False
    access_log: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; an unset or empty variable means the default.

        Raises:
            SettingsError: `PORT` is not a whole number from 0 to 65535.
        """
        return cls(
            host=environment.get("HOST") or "127.0.0.1",
            port=_port(environment.get("PORT") or "8000"),
            reload=_flag(environment.get("WALK_RELOAD")),
            access_log=_flag(environment.get("WALK_ACCESS_LOG")),
        )


def _port(text: str) -> int:
    # Its length first: Python refuses to convert thousands of digits.
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(HIGHEST_PORT)) or int(text) > HIGHEST_PORT:
        raise SettingsError(f"PORT must be a whole number from 0 to {HIGHEST_PORT}")
    return int(text)


def _flag(text: str | None) -> bool:
    return (text or "").strip().lower() in {"1", "true", "yes", "on"}


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()
