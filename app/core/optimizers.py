"""Every optimizer: one rule and one entry each, in `rules/`."""

from collections.abc import Mapping
from types import MappingProxyType

from app.core.optimizer import Optimizer
from app.core.rules import adam, adaptive, classical, searching, signs

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType(
    {
        entry.id: entry
        for entry in (
            classical.GRADIENT_DESCENT,
            classical.HEAVY_BALL,
            classical.NESTEROV,
            adaptive.ADAGRAD,
            adaptive.RMSPROP,
            adaptive.ADADELTA,
            adam.ADAM,
            adam.AMSGRAD,
            adam.NADAM,
            adam.ADAMW,
            signs.LION,
            signs.RPROP,
            signs.SIGN_DESCENT,
            searching.GRADIENT_DESCENT_ARMIJO,
            searching.CONJUGATE_GRADIENT,
            searching.NEWTON,
            searching.BFGS,
        )
    }
)
"""Every optimizer by its id, in the order in which they are shown."""
