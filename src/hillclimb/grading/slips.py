"""The slips that people make, each as a change of one node of a syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

_SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
# The order of their first two arguments does not matter.
_EITHER_WAY = {"max", "min", "maximum", "minimum", "hypot", "logaddexp", "gcd", "lcm", "logical_and", "logical_or"}
_DROPPED_CALLS = {"abs", "sorted", "sqrt", "clip", "copy"}
_TINY = 1e-4
_LARGE = 50

Found = Iterator[tuple[str, ast.AST]]
Slip = Callable[[Any], Found]


def replacements(node: ast.AST, above: tuple[ast.AST, ...], *, bound: frozenset[str]) -> Found:
    """Yield (name of the slip, new node) for every slip at a node; `above` are the nodes around it, outermost first.

    `bound` are the names that have a value before the statement: only their assignment can be forgotten quietly.
    """
    if isinstance(node, ast.stmt):
        yield from _forgotten(node, above, bound)
    if isinstance(node, ast.Constant):
        yield from _constants(node, above)
    if isinstance(node, ast.expr) and isinstance(above[-1], ast.If | ast.While | ast.IfExp | ast.comprehension):
        test = above[-1].ifs if isinstance(above[-1], ast.comprehension) else [above[-1].test]
        if any(node is item for item in test):
            yield "negated condition", ast.UnaryOp(op=ast.Not(), operand=node)
    if isinstance(node, ast.expr) and _is_bound(node, above):
        for sign in (ast.Add, ast.Sub):
            yield "off by one", ast.BinOp(left=node, op=sign(), right=ast.Constant(1))
    slip = _BY_TYPE.get(type(node))
    if slip is not None:
        yield from slip(node)


def _forgotten(node: ast.stmt, above: tuple[ast.AST, ...], bound: frozenset[str]) -> Found:
    """Yield a statement left out, where its loss does not show at once as a missing name."""
    nested = any(isinstance(item, ast.If | ast.For | ast.While | ast.Try | ast.With) for item in above)
    match node:
        case ast.Assign(targets=[target]):
            quiet = not isinstance(target, ast.Name) or target.id in bound
            quiet = quiet and not isinstance(target, ast.Tuple)
        case ast.Return(value=value):
            quiet = nested and value is not None
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Break() | ast.Continue() | ast.Delete():
            quiet = True
        case ast.If():
            quiet = not node.orelse
        case _:
            quiet = False
    if quiet:
        yield "dropped statement", ast.copy_location(ast.Pass(), node)


def _constants(node: ast.Constant, above: tuple[ast.AST, ...]) -> Found:
    value: object = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(above[-1], ast.keyword) and above[-1].arg == "axis" and isinstance(value, int):
        yield "swapped axes", ast.Constant(0 if value else 1)
    elif isinstance(value, int):
        others = [value // 2] if value > _LARGE else sorted({max(0, value - 1), value + 1} - {value})
        yield from (("constant", ast.Constant(other)) for other in others)
    elif isinstance(value, float):
        if value in (0.0, 1.0):
            near = [1.0 - value]
        elif 0.0 < value < _TINY:
            near = [0.0, value**0.5]
        else:
            near = [value / 2]
        yield from (("constant", ast.Constant(other)) for other in near)


def _is_bound(node: ast.expr, above: tuple[ast.AST, ...]) -> bool:
    """Return whether an expression is an end of a slice or of a range."""
    owner = above[-1]
    if isinstance(node, ast.Constant):
        return False
    if isinstance(owner, ast.Slice):
        return node is not owner.step
    return isinstance(owner, ast.Call) and _called(owner) in ("range", "arange") and node in owner.args[:2]


def _arithmetic(node: ast.BinOp) -> Found:
    if isinstance(node.op, ast.MatMult):
        yield "swapped arguments", ast.BinOp(left=node.right, op=node.op, right=node.left)
        return
    other = _SWAPPED.get(type(node.op))
    if other is not None:
        yield "arithmetic", ast.BinOp(left=node.left, op=other(), right=node.right)
    if isinstance(node.op, ast.Div):
        yield "removed normalisation", node.left
    elif isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Pow):
        yield "removed term", node.left


def _in_place(node: ast.AugAssign) -> Found:
    other = _SWAPPED.get(type(node.op))
    if other is not None:
        yield "arithmetic", ast.AugAssign(target=node.target, op=other(), value=node.value)
    yield "lost accumulation", ast.Assign(targets=[node.target], value=node.value, lineno=node.lineno)


def _sign(node: ast.UnaryOp) -> Found:
    if isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield "dropped sign", node.operand


def _comparison(node: ast.Compare) -> Found:
    for place, operator in enumerate(node.ops):
        other = _COMPARED[type(operator)]
        ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
        yield "comparison", ast.Compare(left=node.left, ops=ops, comparators=node.comparators)


def _boolean(node: ast.BoolOp) -> Found:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "boolean", ast.BoolOp(op=other, values=node.values)


def _attribute(node: ast.Attribute) -> Found:
    if node.attr == "T":
        yield "swapped axes", node.value


def _call(node: ast.Call) -> Found:
    name, plain = _called(node), not any(isinstance(item, ast.Starred) for item in node.args)
    if name == "where" and len(node.args) == 3 and plain:
        yield "swapped arguments", _with_args(node, node.args[0], node.args[2], node.args[1])
    elif len(node.args) >= 2 and plain and name not in _EITHER_WAY:
        yield "swapped arguments", _with_args(node, node.args[1], node.args[0], *node.args[2:])
    if name in _DROPPED_CALLS:
        if node.args:
            yield "dropped call", node.args[0]
        elif isinstance(node.func, ast.Attribute):
            yield "dropped call", node.func.value
    if isinstance(node.func, ast.Attribute) and node.args and plain:
        yield from _unstable(node, node.func, node.args)


def _unstable(node: ast.Call, function: ast.Attribute, args: list[ast.expr]) -> Found:
    """Yield the form of the textbook, which loses digits, for each form that keeps them."""
    first = args[0]

    def of(name: str, *values: ast.expr) -> ast.expr:
        return ast.Call(func=ast.Attribute(value=function.value, attr=name), args=list(values), keywords=[])

    def joined(left: ast.expr, sign: ast.operator, right: ast.expr) -> ast.expr:
        return ast.BinOp(left=left, op=sign, right=right)

    new: ast.expr | None = None
    match function.attr:
        case "log1p":
            new = of("log", joined(ast.Constant(1), ast.Add(), first))
        case "expm1":
            new = joined(of("exp", first), ast.Sub(), ast.Constant(1))
        case "logaddexp" if len(args) == 2:
            new = of("log", joined(of("exp", first), ast.Add(), of("exp", args[1])))
        case "logsumexp" if len(args) == 1 and not node.keywords:
            total = ast.Call(func=ast.Name("sum"), args=[_named("exp", first)], keywords=[])
            new = _named("log", total)
        case "hypot" if len(args) == 2:
            squares = [joined(item, ast.Pow(), ast.Constant(2)) for item in args]
            new = of("sqrt", joined(squares[0], ast.Add(), squares[1]))
        case "pinv":
            new = of("inv", first)
        case "solve" if len(args) == 2:
            new = joined(of("inv", first), ast.MatMult(), args[1])
        case "lstsq" if len(args) == 2:
            turned = ast.Attribute(value=first, attr="T")
            gram = of("inv", joined(turned, ast.MatMult(), first))
            answer = joined(joined(gram, ast.MatMult(), turned), ast.MatMult(), args[1])
            new = ast.Tuple(elts=[answer])
    if new is not None:
        yield "unstable form", new


def _named(name: str, value: ast.expr) -> ast.expr:
    return ast.Call(func=ast.Attribute(value=ast.Name("np"), attr=name), args=[value], keywords=[])


def _with_args(node: ast.Call, *args: ast.expr) -> ast.Call:
    return ast.Call(func=node.func, args=list(args), keywords=node.keywords)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


_BY_TYPE: dict[type[ast.AST], Slip] = {
    ast.BinOp: _arithmetic,
    ast.AugAssign: _in_place,
    ast.UnaryOp: _sign,
    ast.Compare: _comparison,
    ast.BoolOp: _boolean,
    ast.Attribute: _attribute,
    ast.Call: _call,
}
