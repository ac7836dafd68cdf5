"""The registry, and what a hyperparameter may be."""

import ctypes

import numpy as np
import pytest

from app.core.optimizers import OPTIMIZERS, STATE_SIZE, HyperparameterError


def test_the_lectures_three_in_order() -> None:
    assert list(OPTIMIZERS) == ["gradient_descent", "momentum", "nesterov"]
    assert [optimizer.short_name for optimizer in OPTIMIZERS.values()] == ["Vanilla", "Momentum", "Nesterov"]


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_an_entry_is_complete(id: str) -> None:
    optimizer = OPTIMIZERS[id]
    assert optimizer.id == id
    assert optimizer.update_rule_latex
    assert optimizer.source
    for each in optimizer.hyperparameters:
        assert each.checked(each.default) == each.default
        assert each.checked(each.minimum) == each.minimum
    assert optimizer.setting().values.tolist() == [each.default for each in optimizer.hyperparameters]


def test_a_setting_holds_its_values_in_the_rules_order() -> None:
    setting = OPTIMIZERS["momentum"].setting(momentum=0.5, learning_rate=0.1)
    assert setting.values.tolist() == [0.1, 0.5]
    assert dict(setting.hyperparameters) == {"learning_rate": 0.1, "momentum": 0.5}


def test_only_nesterov_looks_ahead() -> None:
    factors = {id: optimizer.setting(**momentum_of(id)).look_ahead_factor for id, optimizer in OPTIMIZERS.items()}
    assert factors == {"gradient_descent": 0.0, "momentum": 0.0, "nesterov": 0.7}


def momentum_of(id: str) -> dict[str, float]:
    return {} if id == "gradient_descent" else {"momentum": 0.7}


@pytest.mark.parametrize(
    ("id", "name", "value"),
    [
        ("gradient_descent", "learning_rate", 0.0),
        ("gradient_descent", "learning_rate", -1.0),
        ("gradient_descent", "learning_rate", 101.0),
        ("gradient_descent", "learning_rate", float("nan")),
        ("gradient_descent", "learning_rate", float("inf")),
        ("gradient_descent", "momentum", 0.9),
        ("momentum", "momentum", 1.0),
        ("momentum", "momentum", -0.1),
        ("nesterov", "momentum", float("nan")),
        ("nesterov", "rho", 0.5),
    ],
)
def test_what_is_out_of_range_or_not_there_is_refused_by_name(id: str, name: str, value: float) -> None:
    with pytest.raises(HyperparameterError) as caught:
        OPTIMIZERS[id].setting(**{name: value})
    assert caught.value.name == name


def test_the_range_in_words() -> None:
    learning_rate, momentum = OPTIMIZERS["momentum"].hyperparameters
    assert (learning_rate.allowed, momentum.allowed) == ("from 1e-6 to 100", "from 0 to below 1")


@pytest.mark.parametrize(
    ("id", "expected"), [("gradient_descent", [0.25, -0.5]), ("momentum", [2.05, 3.1]), ("nesterov", [2.05, 3.1])]
)
def test_a_rule_alone_makes_one_step(id: str, expected: list[float]) -> None:
    pointer = ctypes.POINTER(ctypes.c_double)
    rule = ctypes.CFUNCTYPE(None, pointer, pointer, pointer, pointer, ctypes.c_ssize_t)(OPTIMIZERS[id].rule.address)
    update, state, gradient, values = np.array([2.0, 4.0]), np.zeros(STATE_SIZE), np.array([0.5, -1.0]), np.array([0.5, 0.9])
    rule(*(array.ctypes.data_as(pointer) for array in (update, state, gradient, values)), 1)
    np.testing.assert_allclose(update, expected)
    assert not state.any()
