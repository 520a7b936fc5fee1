"""Mutants of a reference: small plausible slips, each of which a lab's checks should reject.

Only what runs is changed: docstrings, type hints, error messages and comments stay, and a mutant whose bytecode is
that of the original, or of another mutant, is dropped.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any

from hillclimb.grading.slips import replacements
from hillclimb.grading.slips_sql import slips_in

_NEVER = (ast.JoinedStr, ast.Raise, ast.Import, ast.ImportFrom, ast.pattern)
_LONGEST = 120
_HINTS = {"annotation", "returns", "decorator_list", "type_comment", "type_params"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One slip: where it is, what it changes ("statement → statement") and the whole file with it."""

    file: str
    line: int
    slip: str
    change: str
    source: bytes


def mutants_of(files: Mapping[str, bytes]) -> tuple[Mutant, ...]:
    """Return the mutants of every Python and SQL file, in the order of the lines; the same for the same files."""
    found: list[Mutant] = []
    for name, body in files.items():
        if name.endswith(".py"):
            found += _of_file(name, body)
        elif name.endswith(".sql"):
            found += _of_script(name, body.decode("utf-8"))
    return tuple(found)


def _of_script(name: str, text: str) -> Iterator[Mutant]:
    seen = {text}
    for slip in slips_in(text):
        source = text[: slip.start] + slip.new + text[slip.end :]
        if source in seen:
            continue
        seen.add(source)
        line = text.count("\n", 0, slip.start) + 1
        begin, end = text.rfind("\n", 0, slip.start) + 1, (text.find("\n", slip.end) + len(text) + 1) % (len(text) + 1)
        before = " ".join(text[begin:end].split())
        after = " ".join((text[begin : slip.start] + slip.new + text[slip.end : end]).split())
        yield Mutant(file=name, line=line, slip=slip.kind, change=f"{before} → {after}", source=source.encode())


def _of_file(name: str, body: bytes) -> Iterator[Mutant]:
    tree = ast.parse(body)
    original = ast.unparse(tree)
    seen = {_fingerprint(compile(original, name, "exec"))}
    for site in _sites(tree):
        shown = _shown(site)
        before = _head(shown)
        for slip, new in replacements(site.node, site.above, bound=site.bound):
            site.put(new)
            source, after = ast.unparse(tree), _head(new if site.node is shown else shown)
            site.put(site.node)
            try:
                print_of = _fingerprint(compile(source, name, "exec"))
            except (SyntaxError, ValueError):
                continue  # such as a `continue` that no loop surrounds any more
            if print_of not in seen:
                seen.add(print_of)
                line = getattr(site.node, "lineno", site.statement.lineno)
                yield Mutant(file=name, line=line, slip=slip, change=f"{before} → {after}", source=source.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """One node of a tree, with the place that holds it and the names that are bound where it stands."""

    node: ast.AST
    owner: ast.AST
    field: str
    index: int | None
    statement: ast.stmt
    above: tuple[ast.AST, ...]
    bound: frozenset[str]

    def put(self, node: ast.AST) -> None:
        """Put a node into the place."""
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


def _sites(tree: ast.Module) -> tuple[_Site, ...]:
    found: list[_Site] = []

    def walk(owner: ast.AST, above: tuple[ast.AST, ...], statement: ast.stmt | None, bound: set[str]) -> None:
        for field, value in ast.iter_fields(owner):
            if field in _HINTS:
                continue
            for index, node in enumerate(value) if isinstance(value, list) else ((None, value),):
                if not isinstance(node, ast.AST) or (isinstance(node, _NEVER) and not isinstance(node, ast.Raise)):
                    continue
                if _is_text(node) or _is_script(node):
                    continue
                inner = node if isinstance(node, ast.stmt) else statement
                if inner is not None:
                    site = _Site(
                        node=node,
                        owner=owner,
                        field=field,
                        index=index,
                        statement=inner,
                        above=above,
                        bound=frozenset(bound),
                    )
                    found.append(site)
                if not isinstance(node, ast.Raise):
                    names = _parameters(node)
                    walk(node, (*above, node), inner, bound if names is None else names)
                if isinstance(node, ast.stmt):
                    bound |= {item.id for item in ast.walk(node) if _is_stored(item)}  # type: ignore[attr-defined]

    walk(tree, (tree,), None, set())
    return tuple(found)


def _shown(site: _Site) -> ast.AST:
    """Return the largest node around a site, its statement at most, that is short enough to be read."""
    around = [*site.above, site.node]
    around = around[around.index(site.statement) :]
    return next((node for node in around if len(_head(node)) <= _LONGEST), site.node)


def _parameters(node: ast.AST) -> set[str] | None:
    """Return the names that a function begins with, or nothing for any other node."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return None
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return {item.arg for item in every if item is not None}


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_text(node: ast.AST) -> bool:
    """Return whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_script(node: ast.AST) -> bool:
    """Return whether a statement runs only when the file is run as a script."""
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _head(statement: ast.AST) -> str:
    """Return a statement on one line, a compound one without its body."""
    bare = copy.copy(statement)
    for field in ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list"):
        if isinstance(getattr(bare, field, None), list):
            setattr(bare, field, [])
    if isinstance(bare, ast.FunctionDef | ast.AsyncFunctionDef):
        bare.returns = None
    return " ".join(ast.unparse(bare).split())


def _fingerprint(code: CodeType) -> tuple[Any, ...]:
    """Return what a piece of bytecode does, without where it stands."""
    constants = tuple(
        _fingerprint(item) if isinstance(item, CodeType) else (type(item).__name__, repr(item))
        for item in code.co_consts
    )
    return (code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable)
