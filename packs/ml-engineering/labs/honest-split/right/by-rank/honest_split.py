"""Four ways to hold rows back, in plain Python: no two lines are those of the reference."""

import math
import random
import zlib


def stratified_kfold(y, folds, seed):
    """Split rows into folds that each hold their share of every class of y (n,)."""
    if folds < 2 or folds > len(y):
        raise ValueError("cannot split")
    luck = random.Random(seed)
    members = {}
    for row, label in enumerate(y.tolist()):
        members.setdefault(label, []).append(row)
    parts, turn = [[] for _ in range(folds)], luck.randrange(folds)
    for rows in members.values():
        luck.shuffle(rows)
        for row in rows:
            parts[turn].append(row)
            turn = (turn + 1) % folds
    return _pairs(parts)


def group_kfold(groups, folds, seed):
    """Split rows into folds of about equal size so that the rows of a group (n,) stay together."""
    members = {}
    for row, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(row)
    if folds < 2 or folds > len(members):
        raise ValueError("cannot split")
    teams = list(members.values())
    random.Random(seed).shuffle(teams)
    parts = [[] for _ in range(folds)]
    for team in teams:
        min(parts, key=len).extend(team)
    return _pairs(parts)


def time_split(days, test_share, gap):
    """Hold back the latest days; train on rows more than `gap` days before the first of them."""
    wanted, test, first = math.ceil(test_share * len(days)), [], None
    for day in sorted(set(days.tolist()), reverse=True):
        if len(test) >= wanted:
            break
        first = day
        test += [row for row, other in enumerate(days) if other == day]
    train = [row for row, day in enumerate(days) if first - day > gap]
    if not train:
        raise ValueError("no training rows")
    return train, test


def train_valid_test(ids, valid_share, test_share, seed):
    """Put each row on one of three sides for good."""
    sides = [], [], []
    for row, name in enumerate(ids):
        place = zlib.crc32(f"{name} {seed}".encode()) / 2**32
        sides[2 if place >= 1 - test_share else 1 if place < valid_share else 0].append(row)
    return sides


def _pairs(parts):
    everything = range(sum(map(len, parts)))
    return [([row for row in everything if row not in set(part)], part) for part in parts]
