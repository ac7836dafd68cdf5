"""The registry, and what a hyperparameter may be."""

import pytest

from app.core.hyperparameters import HyperparameterError
from app.core.optimizer import MOST_TRIALS
from app.core.optimizers import OPTIMIZERS
from app.mathml import mathml


def test_the_lectures_three_come_first_and_share_the_pages_dials() -> None:
    sharing = [entry for entry in OPTIMIZERS.values() if entry.shares_dials]
    assert [entry.id for entry in sharing] == list(OPTIMIZERS)[:3] == ["gradient_descent", "momentum", "nesterov"]
    assert [entry.short_name for entry in sharing] == ["Vanilla", "Momentum", "Nesterov"]
    for entry in sharing:
        assert {each.name for each in entry.hyperparameters} <= {"learning_rate", "momentum"}


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_an_entry_is_complete(id: str) -> None:
    optimizer = OPTIMIZERS[id]
    assert optimizer.id == id
    assert optimizer.update_rule_latex
    assert any(str(year) in optimizer.source for year in range(1847, 2027))
    assert "\\" not in mathml(optimizer.update_rule_latex)
    names = [each.name for each in optimizer.hyperparameters]
    assert len(set(names)) == len(names)
    assert "learning_rate" not in names[1:]
    assert names[0] == "learning_rate" or not optimizer.takes_schedule
    for each in optimizer.hyperparameters:
        assert each.checked(each.default) == each.default
        assert each.checked(each.minimum) == each.minimum
        assert "\\" not in mathml(each.latex)
    assert optimizer.setting().values.tolist() == [each.default for each in optimizer.hyperparameters]


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_a_rule_shows_each_of_its_dials(id: str) -> None:
    """The formulas hold every hyperparameter; what a search does beyond them is in words."""
    optimizer = OPTIMIZERS[id]
    for each in optimizer.hyperparameters:
        assert each.latex in optimizer.update_rule_latex, each.name
    assert (f"At most {MOST_TRIALS} steps are tried" in optimizer.note) == (optimizer.search is not None)
    assert optimizer.note == "" or optimizer.note.endswith(".")


def test_a_setting_holds_its_values_in_the_rules_order() -> None:
    setting = OPTIMIZERS["momentum"].setting(momentum=0.5, learning_rate=0.1)
    assert setting.values.tolist() == [0.1, 0.5]
    assert dict(setting.hyperparameters) == {"learning_rate": 0.1, "momentum": 0.5}


def test_only_nesterov_looks_ahead() -> None:
    assert [entry.id for entry in OPTIMIZERS.values() if entry.looks_ahead] == ["nesterov"]
    assert OPTIMIZERS["nesterov"].setting(momentum=0.7).look_ahead_factor == 0.7
    assert OPTIMIZERS["momentum"].setting(momentum=0.7).look_ahead_factor == 0.0


@pytest.mark.parametrize(
    ("id", "defaults"),
    [
        ("adagrad", {"learning_rate": 0.01, "epsilon": 1e-10}),
        ("rmsprop", {"learning_rate": 0.01, "rho": 0.99, "epsilon": 1e-8}),
        ("adadelta", {"learning_rate": 1.0, "rho": 0.9, "epsilon": 1e-6}),
        ("adam", {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
        ("amsgrad", {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
        ("nadam", {"learning_rate": 2e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentum_decay": 4e-3}),
        ("adamw", {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01}),
        ("rprop", {"learning_rate": 0.01, "eta_minus": 0.5, "eta_plus": 1.2, "step_minimum": 1e-6, "step_maximum": 50.0}),
    ],
)
def test_the_defaults_are_pytorchs(id: str, defaults: dict[str, float]) -> None:
    assert dict(OPTIMIZERS[id].setting().hyperparameters) == defaults


@pytest.mark.parametrize(
    ("id", "name", "value"),
    [
        ("gradient_descent", "learning_rate", 0.0),
        ("gradient_descent", "learning_rate", -1.0),
        ("gradient_descent", "learning_rate", 1.1e12),
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
    assert (learning_rate.allowed, momentum.allowed) == ("from 1e-18 to 1e12", "from 0 to below 1")


@pytest.mark.parametrize(
    ("value", "reach"),
    [
        (1.0, (1e-6, 100.0)),
        (1e-5, (1e-6, 100.0)),
        (9e-6, (1e-9, 0.1)),
        (3e-10, (1e-14, 1e-6)),
        (1e-17, (1e-18, 1e-13)),
        (10.0, (1e-6, 100.0)),
        (1e7, (1e3, 1e11)),
    ],
)
def test_the_usual_range_moves_to_hold_a_value(value: float, reach: tuple[float, float]) -> None:
    learning_rate, momentum = OPTIMIZERS["momentum"].hyperparameters
    assert learning_rate.around(value) == pytest.approx(reach, rel=1e-9, abs=0)
    assert momentum.usual is None
