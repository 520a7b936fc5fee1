"""Judges `double(x)` by the checks `doubles` and `fractions`."""
