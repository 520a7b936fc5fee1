"""Judges `young-drivers`: the right price, a reason for what cannot be priced, and the same after a restart."""

from hillclimb.company import Draw
from hillclimb.grading.labkit import Running, Service, check


def asked(service: Running, age: int) -> None:
    """Ask for a price and compare it."""
    reply = service.post("/price", json={"age": age}).has(200)
    right = {"price": 300 + 20 * max(0, 25 - age)}
    if reply.json() != right:
        raise reply.wrong(f"The price at {age} is another one.", expected=str(right))


@check("answers with the price", teaches="doubling")
def prices(submission: Service, draw: Draw) -> None:
    service = submission.start()
    for age in (18, 24, 25, *draw.integers(26, 90, 3).tolist()):
        asked(service, age)


@check("says what is wrong with a request", teaches="doubling")
def refusals(submission: Service, draw: Draw) -> None:
    service = submission.start()
    for body in (b'{"age": "40"}', b"{}", b"[]", b"not json"):
        service.post("/price", body=body).has(400, 422, why="It cannot be priced, and the caller must hear why.")


@check("comes back after a restart", teaches="doubling")
def restarts(submission: Service, draw: Draw) -> None:
    service = submission.start()
    service.restart()
    asked(service, 30)
