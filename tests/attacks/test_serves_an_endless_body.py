"""A service whose response never ends, as fast as it can be read."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(48,),
    lab="service",
    says="body is larger",
    plain=False,
    code="""
def handle(line):
    while read(line)[0] == "/health":
        line.sendall(written({}))
    line.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n\\r\\n[")
    while True:
        line.sendall(b"0," * 30000)


accepts(handle)
""",
)


def test_no_body_is_endless(arena: Arena) -> None:
    arena.defeats(ATTACK)
