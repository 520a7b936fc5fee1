"""Rules about cards that are judged: that each can be asked and answered, whatever its seed draws."""

from __future__ import annotations

from collections.abc import Iterator

from hillclimb.content.model import Card, CardKind, Problem
from hillclimb.content.reading import Found
from hillclimb.content.rules.drawn import names_in, shown_in, undrawable, unworkable_for
from hillclimb.content.sums import draw, work_out
from hillclimb.ground import Seed

SAMPLES = 50
STEPS = (3, 7)


def _problem(rule: str, card: Card, message: str, *, hint: str = "") -> Problem:
    return Problem(rule=rule, place=card.place, message=f"card {card.slug!r} {message}", hint=hint)


def number_cards(found: Found) -> Iterator[Problem]:
    """Rule C006: a number card can be asked for every draw, shows what it depends on and has one tolerance."""
    for card in found.cards:
        if card.kind is not CardKind.NUMBER:
            continue
        broken = [*undrawable(card.draw)] or [*_unasked(card)]
        yield from (_problem("C006", card, fault) for fault in broken)
        if (card.relative > 0) == (card.absolute > 0):
            hint = "give one of tolerance and absolute, above 0"
            yield _problem("C006", card, "does not say how near is near enough", hint=hint)
        elif not broken and card.relative and any(work_out(card.answer, values) == 0 for values in _samples(card)):
            hint = "a share of 0 is 0: give absolute instead"
            yield _problem("C006", card, "has a relative tolerance, but its answer can be 0", hint=hint)


def order_cards(found: Found) -> Iterator[Problem]:
    """Rule C007: an order card has three to seven steps, no two alike."""
    for card in found.cards:
        if card.kind is not CardKind.ORDER:
            continue
        if not STEPS[0] <= len(card.steps) <= STEPS[1]:
            yield _problem("C007", card, f"has {len(card.steps)} steps, not three to seven")
        for step in dict.fromkeys(step for step in card.steps if card.steps.count(step) > 1):
            yield _problem("C007", card, f"has the step {step!r} twice")


def stray_parts(found: Found) -> Iterator[Problem]:
    """Rule C008: only number cards draw and have an answer, only order cards have steps."""
    for card in found.cards:
        drawn = bool(card.draw or card.answer or card.relative or card.absolute)
        if drawn and card.kind is not CardKind.NUMBER:
            yield _problem("C008", card, "draws or has an answer", hint='say kind = "number"')
        if card.steps and card.kind is not CardKind.ORDER:
            yield _problem("C008", card, "has steps", hint='say kind = "order"')
        if card.kind in (CardKind.NUMBER, CardKind.ORDER) and (card.code or card.prints):
            yield _problem("C008", card, "has code", hint='say kind = "code", or put the code into the front')


def _samples(card: Card) -> list[dict[str, float]]:
    return [dict(draw(card, Seed.of("check", number))) for number in range(SAMPLES if card.draw else 1)]


def _unasked(card: Card) -> Iterator[str]:
    if not card.answer:
        yield "has no answer"
        return
    strange = sorted(names_in(card.answer) - card.draw.keys())
    if strange:
        yield f"uses {strange[0]!r} in {card.answer!r}, which it does not draw"
        return
    samples = _samples(card)
    fault = next(filter(None, (unworkable_for(card.answer, values) for values in samples)), "")
    if fault:
        yield fault
    for text in (card.front, card.back):
        try:
            text.format(**samples[0])
        except (LookupError, ValueError, AttributeError) as error:
            yield f"has a text that cannot be filled in ({error!r}): write literal braces as {{{{ and }}}}"
    for name in sorted((names_in(card.answer) & card.draw.keys()) - shown_in(card.front, otherwise=card.draw)):
        yield f"has an answer that depends on {name!r}, which it never shows"
