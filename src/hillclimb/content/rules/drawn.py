"""What rules ask of anything that is drawn: that its values can be drawn, named, shown and worked with."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from hillclimb.content.model import Range
from hillclimb.content.sums import FUNCTIONS, Values, work_out


def undrawable(draw: Mapping[str, Range]) -> Iterator[str]:
    """Yield what is wrong with how values are drawn."""
    for name, drawn in draw.items():
        if not name.isidentifier() or name in FUNCTIONS:
            yield f"draws {name!r}, which cannot be a name"
        if bool(drawn.pick) == (drawn.low < drawn.high):
            yield f"draws {name!r} from neither a list nor a low and a higher high"
        elif not drawn.pick and not drawn.digits and (drawn.low % 1 or drawn.high % 1):
            yield f"draws the whole number {name!r} between bounds that are not whole; add digits"
        if not 0 <= drawn.digits <= 12:
            yield f"draws {name!r} with {drawn.digits} digits"


def names_in(expression: str) -> set[str]:
    """Return the names that an expression uses, functions aside; none where it is no expression."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - FUNCTIONS.keys()


def shown_in(text: str, *, otherwise: Iterable[str]) -> set[str]:
    """Return the names that a text inserts; `otherwise` where its braces cannot be read."""
    try:
        fields = [field for _, field, _, _ in Formatter().parse(text) if field]
    except ValueError:
        return set(otherwise)
    return {field.split(".")[0].split("[")[0] for field in fields}


def unworkable_for(expression: str, values: Values) -> str:
    """Return why an expression has no value for these values; "" where it has one."""
    try:
        work_out(expression, values)
    except ValueError as fault:
        return f"draws {dict(values)}, for which {fault}"
    return ""
