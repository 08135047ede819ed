"""Takes a function that draws, gives its picture as SVG that stands in a page; nothing where matplotlib is missing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

_INK = "#123456"  # stands for the colour of the text around the picture, light or dark


def plotted(draw: Callable[[Any], None]) -> str:
    """The picture that `draw` makes of an empty figure of matplotlib; the same drawing gives the same bytes."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        return ""
    look: dict[Any, Any] = {"svg.hashsalt": "bamboo", "svg.fonttype": "none", "font.size": 9, "axes.facecolor": "none"}
    look |= dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _INK)
    with mpl.rc_context(look):
        figure = Figure(layout="constrained")
        draw(figure)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None}, transparent=True)
    whole = out.getvalue()
    return whole[whole.index("<svg") :].replace(_INK, "currentColor")
