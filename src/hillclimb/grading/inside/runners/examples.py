"""Run the blocks of a text from top to bottom in one namespace; a figure's block draws and gives its SVG."""

from __future__ import annotations

import contextlib
import io
from typing import Any

_STYLE: Any = {
    "axes.edgecolor": "#8b9a92",
    "axes.grid": True,
    "axes.labelcolor": "#16201c",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "figure.constrained_layout.use": True,
    "figure.figsize": (7.0, 3.8),
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11.0,
    "grid.color": "#ccd6cf",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "savefig.transparent": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "hillclimb",
    "text.color": "#16201c",
    "xtick.color": "#4c5a54",
    "ytick.color": "#4c5a54",
}
_CYCLE = ("#0f5c4a", "#b8104f", "#1c5d99", "#a9783f", "#7a2d8c", "#66756d")
_NAMED = {"ink": "#16201c", "faint": "#8b9a92"}


def run(blocks: list[tuple[str, str]]) -> tuple[list[str], str]:
    """Run (kind, code) blocks; return what each that finished printed, or drew as SVG, and why the run ended early."""
    names: dict[str, Any] = {"__name__": "__main__"}
    outputs: list[str] = []
    for kind, code in blocks:
        try:
            outputs.append(_drawn(code, names) if kind == "figure" else _printed(code, names))
        except BaseException as error:
            return outputs, f"{type(error).__name__}: {error}"
    return outputs, ""


def _printed(code: str, names: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<example>", "exec"), names)  # noqa: S102 - a pack's own code, in the jail
    return printed.getvalue()


def _drawn(code: str, names: dict[str, Any]) -> str:
    """Return the SVG of the figure that the code draws; `fig`, `ax`, `plt` and `panels(columns)` are given to it."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import colors
    from matplotlib import pyplot as plt

    colors.get_named_colors_mapping().update(_NAMED)
    with plt.rc_context({**_STYLE, "axes.prop_cycle": mpl.rcsetup.cycler("color", _CYCLE)}):
        fig, ax = plt.subplots()

        def panels(columns: int, **options: Any) -> Any:
            fig.clear()
            return fig.subplots(1, columns, **options)

        given = {"plt": plt, "fig": fig, "ax": ax, "panels": panels}
        kept = {name: names[name] for name in given if name in names}
        names.update(given)
        _printed(code, names)
        drawn = io.StringIO()
        fig.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        plt.close("all")
    for name in given:
        names.pop(name, None)
    names.update(kept)
    return drawn.getvalue()
