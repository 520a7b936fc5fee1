"""A card as one person meets it: numbers drawn, steps shuffled, and whether a typed answer is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hillclimb.content.asked import show_number
from hillclimb.content.model import Card, CardKind
from hillclimb.content.sums import draw, tolerance, work_out
from hillclimb.ground import Damaged, Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """A card with everything drawn; `steps` are shuffled, and `answer` is the right answer as text ("" for recall).

    `value` is the number that a number card asks for. `order` says, for each of `steps`, which place it belongs to,
    from 1.
    """

    card: Card
    front: str
    back: str
    answer: str = ""
    value: float | None = None
    steps: tuple[str, ...] = ()
    order: tuple[int, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether an answer to it can be judged."""
        return self.card.kind is not CardKind.RECALL


def pose(card: Card, seed: Seed) -> Posed:
    """Return the card as this seed asks it; one that cannot be worked out is Damaged (rules C006 and C007 tell why)."""
    match card.kind:
        case CardKind.NUMBER:
            return _number(card, seed)
        case CardKind.ORDER:
            return _order(card, seed)
        case CardKind.CODE:
            return Posed(card=card, front=card.front, back=card.back, answer=card.prints)
    return Posed(card=card, front=card.front, back=card.back)


def is_known(posed: Posed, given: str | float | Sequence[int]) -> bool:
    """Mark an answer: a number, what code prints (white space at line ends aside), or the places of the shown steps."""
    if posed.value is not None:
        if not isinstance(given, int | float) or not math.isfinite(given):
            return False
        return abs(given - posed.value) <= tolerance(posed.card, posed.value) * (1 + 1e-9)
    if posed.order:
        return not isinstance(given, str | int | float) and tuple(given) == posed.order
    return isinstance(given, str) and posed.judged and _lines(given) == _lines(posed.answer)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _number(card: Card, seed: Seed) -> Posed:
    try:
        values = draw(card, seed)
        value = work_out(card.answer, values)
        front, back = card.front.format(**values), card.back.format(**values)
    except (ValueError, LookupError, AttributeError) as fault:
        raise Damaged(
            f"card {card.slug!r} cannot be asked: {fault}", hint="run `hillclimb pack check` on the pack"
        ) from fault
    return Posed(card=card, front=front, back=back, answer=show_number(value), value=value)


def _order(card: Card, seed: Seed) -> Posed:
    places = list(range(1, len(card.steps) + 1))
    shuffled = places[:]
    chance = seed.child("steps").random()
    while len(places) > 1 and shuffled == places:  # in the right order already it would ask nothing
        chance.shuffle(shuffled)
    answer = "\n".join(f"{place}. {step}" for place, step in enumerate(card.steps, start=1))
    steps = tuple(card.steps[place - 1] for place in shuffled)
    return Posed(card=card, front=card.front, back=card.back, answer=answer, steps=steps, order=tuple(shuffled))
