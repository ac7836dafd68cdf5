"""A Walk Downhill: gradient descent, momentum and Nesterov, walked on error surfaces."""

__version__ = "0.1.0"
