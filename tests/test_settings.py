"""Settings come from the environment, and wrong ones say so."""

from __future__ import annotations

import pytest

from app.settings import Settings, SettingsError


def test_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings(host="127.0.0.1", port=8000, reload=False, access_log=False)


def test_empty_means_unset() -> None:
    assert Settings.from_environment({"HOST": "", "PORT": "", "WALK_RELOAD": ""}) == Settings()


def test_everything_can_be_set() -> None:
    environment = {"HOST": "0.0.0.0", "PORT": "1234", "WALK_RELOAD": "1", "WALK_ACCESS_LOG": "true"}
    assert Settings.from_environment(environment) == Settings("0.0.0.0", 1234, reload=True, access_log=True)


@pytest.mark.parametrize("port", ["abc", "-1", "65536", "80.5", " 80", "٨", "9" * 5000])
def test_a_port_is_a_whole_number_in_range(port: str) -> None:
    with pytest.raises(SettingsError, match="PORT must be a whole number from 0 to 65535"):
        Settings.from_environment({"PORT": port})
