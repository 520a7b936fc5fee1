"""Judges `fares`: a suite of tests that must accept two right implementations and find each planted bug."""

from hillclimb.company import Draw
from hillclimb.grading.labkit import Bug, Suite, check, disguised

RIGHT = '''
def fare(age, zones):
    if zones < 1:
        raise ValueError("a ride has at least one zone")
    if age >= 65:
        return 0
    price = min(150 * zones, 600)
    return price // 2 if age < 16 else price
'''
OTHER = '''
MOST = 600


def fare(age, zones):
    if zones <= 0:
        raise ValueError(zones)
    whole = MOST if zones >= 4 else zones * 150
    share = 0 if age > 64 else 1 if age < 16 else 2
    return whole * share // 2
'''
BUGS = (
    Bug(name="a ride of no zone is free", before="zones < 1", after="zones < 0"),
    Bug(name="it is free only from 66", before="age >= 65", after="age > 65"),
    Bug(name="there is no most", before="min(150 * zones, 600)", after="150 * zones"),
    Bug(name="a 16-year-old is a child", before="age < 16", after="age <= 16"),
    Bug(name="children ride free", before="price // 2", after="0"),
)


@check("accepts what is right", teaches="doubling")
def right(submission: Suite, draw: Draw) -> None:
    submission.accept({"fares.py": disguised(RIGHT, draw)})
    submission.accept({"fares.py": disguised(OTHER, draw)}, "another right implementation")


@check("finds planted bugs", teaches="doubling")
def bugs(submission: Suite, draw: Draw) -> None:
    for bug in BUGS:
        submission.kill(bug, "fares.py", RIGHT, draw=draw)
