"""What a ride costs."""


def fare(age: int, zones: int) -> int:
    """Return the fare in pence: 150 a zone, children under 16 half, from 65 on free, at most 600."""
    if zones < 1:
        raise ValueError("a ride has at least one zone")
    if age >= 65:
        return 0
    price = min(150 * zones, 600)
    return price // 2 if age < 16 else price
