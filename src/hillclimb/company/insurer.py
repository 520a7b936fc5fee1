"""Fernhill itself: one year of a motor and home insurer, drawn cause before effect.

Who people are and where they live decides what they drive and how; that decides how often they claim and how much;
workshops and new policies invite fraud, and fraud delays reports and raises amounts; claims lead to payments and to
calls, and calls to cancellations. Days count from the first of January 2023 (day 0); the year ends before day 365.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillclimb.company import churn, fraud, severity
from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column, Floats, Ints
from hillclimb.company.homes import dwelling_columns, home_rate
from hillclimb.company.motor import claim_rate, rating_columns
from hillclimb.company.table import Table

YEAR_DAYS = 365
HOME_SHARE = 0.35
CALLS_WITHOUT_CLAIM = 1.7
CALLS_PER_CLAIM = 1.6
TOPICS = ("question", "invoice", "claim", "complaint")
TOPIC_SHARES = (0.45, 0.25, 0.20, 0.10)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTruth:
    """What only the company's maker knows, row by row beside the tables of the book.

    `cancelling` per policyholder; `claims` (mean count in the days covered) per policy; `cost` (mean in euros of an
    honest claim), `fraud_before` (from causes) and `fraud` (from all that is on file: the best possible) per claim;
    `ring` lists the workshops that work together.
    """

    cancelling: Floats
    claims: Floats
    cost: Floats
    fraud_before: Floats
    fraud: Floats
    ring: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One year of business as tables that refer to each other by id.

    policyholders (policyholder_id, calls, tenure_months, monthly_premium, cover, cancelled); policies (policy_id,
    policyholder_id, line, start_day, days_covered); vehicles and dwellings (policy_id and what describes the risk);
    claims (claim_id, policy_id, occurred_day, reported_day, workshop, amount_cents); frauds (claim_id, fraud);
    payments (payment_id, claim_id, paid_day, amount_cents; they add up to the claim); contacts (contact_id,
    policyholder_id, day, topic; as many as the policyholder's calls).
    """

    policyholders: Table
    policies: Table
    vehicles: Table
    dwellings: Table
    claims: Table
    frauds: Table
    payments: Table
    contacts: Table
    truth: BookTruth


def insurer(draw: Draw, policyholders: int) -> Book:
    """Return a year of Fernhill with this many policyholders, each with a motor policy and some with a home policy."""
    holder_id = draw.child("policyholder_id").identifiers(policyholders, 100_000)
    policies, vehicles, dwellings = _policies(draw.child("policies"), holder_id)
    days = policies["days_covered"] / float(YEAR_DAYS)
    mean = days * np.concatenate([claim_rate(vehicles), home_rate(dwellings)])
    counts = draw.child("claims").poisson(mean)
    honest = np.concatenate([severity.motor_cost(vehicles), severity.home_cost(dwellings)])
    claims, frauds, (cost, before, after, ring) = _claims(draw.child("claim"), policies, counts, honest=honest)
    had = np.bincount(np.searchsorted(np.sort(holder_id), policies["policyholder_id"]), counts, policyholders)
    people, cancelling = _people(draw.child("people"), holder_id, had[np.searchsorted(np.sort(holder_id), holder_id)])
    return Book(
        policyholders=people,
        policies=policies,
        vehicles=vehicles,
        dwellings=dwellings,
        claims=claims,
        frauds=frauds,
        payments=_payments(draw.child("payments"), claims),
        contacts=_contacts(draw.child("contacts"), people),
        truth=BookTruth(cancelling=cancelling, claims=mean, cost=cost, fraud_before=before, fraud=after, ring=ring),
    )


def _policies(draw: Draw, holder_id: Ints) -> tuple[Table, Table, Table]:
    """Return policies (all motor ones, then the home ones), vehicles and dwellings, in the same order."""
    n = len(holder_id)
    with_home = np.flatnonzero(draw.child("home").uniform(n) < HOME_SHARE)
    total = n + len(with_home)
    policy_id = draw.child("policy_id").identifiers(total, 700_000)
    start = draw.child("start").integers(-YEAR_DAYS + 18, YEAR_DAYS - 18, total)
    policies = Table(
        {
            "policy_id": policy_id,
            "policyholder_id": np.concatenate([holder_id, holder_id[with_home]]),
            "line": np.where(np.arange(total) < n, "motor", "home"),
            "start_day": start,
            "days_covered": np.minimum(start + YEAR_DAYS, YEAR_DAYS) - np.maximum(start, 0),
        }
    )
    vehicles = Table({"policy_id": policy_id[:n], **rating_columns(draw.child("vehicles"), n)})
    dwellings = Table({"policy_id": policy_id[n:], **dwelling_columns(draw.child("dwellings"), len(with_home))})
    return policies, vehicles, dwellings


def _claims(
    draw: Draw, policies: Table, counts: Ints, *, honest: Floats
) -> tuple[Table, Table, tuple[Floats, Floats, Floats, Ints]]:
    """Return claims, their fraud flags, and (honest mean, chance before, chance after, ring)."""
    of = np.repeat(np.arange(len(counts)), counts)
    n = len(of)
    start, covered = policies["start_day"][of], policies["days_covered"][of]
    occurred = np.maximum(start, 0) + (draw.child("day").uniform(n) * covered).astype(np.int64)
    workshop = draw.child("workshop").integers(1, fraud.WORKSHOPS + 1, n)
    ring = fraud.ring_of(draw.child("ring"))
    before = fraud.chance_before(workshop, occurred - start, ring)
    made_up = draw.child("fraud").bernoulli(before)
    delay = fraud.report_delay(draw.child("delay"), made_up)
    mean = honest[of]
    amount = severity.amounts_cents(draw.child("amount"), np.where(made_up == 1, fraud.INFLATION, 1.0) * mean)
    claim_id = draw.child("claim_id").identifiers(n, 4_000_000)
    claims = Table(
        {
            "claim_id": claim_id,
            "policy_id": policies["policy_id"][of],
            "occurred_day": occurred,
            "reported_day": occurred + delay,
            "workshop": workshop,
            "amount_cents": amount,
        }
    )
    after = fraud.chance_after(before, delay, amount / 100.0, mean)
    return claims, Table({"claim_id": claim_id, "fraud": made_up}), (mean, before, after, ring)


def _people(draw: Draw, holder_id: Ints, had: Column) -> tuple[Table, Floats]:
    """Return policyholders and their true chance of cancelling; claims lead to calls, and calls to cancelling."""
    n = len(holder_id)
    columns = {
        "policyholder_id": holder_id,
        "calls": draw.child("calls").poisson(CALLS_WITHOUT_CLAIM + CALLS_PER_CLAIM * had),
        "tenure_months": churn.tenure_of(draw.child("tenure"), n),
        "monthly_premium": churn.premium_of(draw.child("premium"), n),
        "cover": draw.child("cover").choice(churn.COVERS, n, churn.COVER_SHARES),
    }
    p = churn.chance_of_cancelling(Table(columns))
    return Table({**columns, "cancelled": draw.child("cancelled").bernoulli(p)}), p


def _payments(draw: Draw, claims: Table) -> Table:
    """Return one to three payments per claim, equal to the cent with the rest in the first, in random order."""
    parts = 1 + np.minimum(draw.child("parts").poisson(np.full(claims.rows, 0.4)), 2)
    parts = np.minimum(parts, claims["amount_cents"])
    of = np.repeat(np.arange(claims.rows), parts)
    position = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts)
    amount = claims["amount_cents"][of] // parts[of]
    amount += np.where(position == 0, claims["amount_cents"][of] % parts[of], 0)
    wait = 5 + np.floor(draw.child("wait").exponential(len(of), 12.0)).astype(np.int64)
    payments = Table(
        {
            "payment_id": draw.child("payment_id").identifiers(len(of), 20_000_000),
            "claim_id": claims["claim_id"][of],
            "paid_day": claims["reported_day"][of] + wait + 30 * position,
            "amount_cents": amount,
        }
    )
    return payments.take(draw.child("order").permutation(len(of)))


def _contacts(draw: Draw, people: Table) -> Table:
    """Return one row per call of each policyholder, on a day of the year, in random order."""
    holder = np.repeat(people["policyholder_id"], people["calls"])
    contacts = Table(
        {
            "contact_id": draw.child("contact_id").identifiers(len(holder), 9_000_000),
            "policyholder_id": holder,
            "day": draw.child("day").integers(0, YEAR_DAYS, len(holder)),
            "topic": draw.child("topic").choice(TOPICS, len(holder), TOPIC_SHARES),
        }
    )
    return contacts.take(draw.child("order").permutation(len(holder)))
