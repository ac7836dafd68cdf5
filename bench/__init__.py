"""Measurements, run by hand: `make bench`, or `python -m bench kernel page` for some of them."""
