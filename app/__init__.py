"""A Walk Downhill: an explorer of gradient descent, momentum and Nesterov."""

__version__ = "0.1.0"
