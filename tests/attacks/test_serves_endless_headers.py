"""A service whose headers never end: very many, then very long ones."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(48,),
    lab="service",
    says="headers are larger",
    plain=False,
    code="""
def handle(line):
    while read(line)[0] == "/health":
        line.sendall(written({}))
    line.sendall(b"HTTP/1.1 200 OK\\r\\n")
    for turn in range(150):
        line.sendall(b"X-%d: y\\r\\n" % turn)
    line.sendall(b"X: ")
    while True:
        line.sendall(b"y" * 60000)


accepts(handle)
""",
)


def test_no_headers_are_endless(arena: Arena) -> None:
    arena.defeats(ATTACK)
