"""Tables are frozen, keep their rows together and have a digest that tells any change."""

import numpy as np
import pytest

from hillclimb.company import Table


def table() -> Table:
    return Table({"n": np.array([3, 1, 2]), "x": np.array([0.5, -1.0, 2.0]), "t": np.array(["a", "bb", "ü"])})


def test_rows_stay_together():
    taken = table().take([2, 0])
    assert taken.rows == 2
    assert taken["n"].tolist() == [2, 3]
    assert taken["t"].tolist() == ["ü", "a"]
    assert table().take(np.array([False, True, False]))["x"].tolist() == [-1.0]
    assert table().take([]).rows == 0
    assert table().head(1)["n"].tolist() == [3]


def test_a_table_cannot_be_changed_through_what_made_it_or_what_it_gives():
    source = np.array([1.0, 2.0])
    made = Table({"x": source})
    source[0] = 9.0
    assert made["x"].tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        made["x"][0] = 5.0
    with pytest.raises(TypeError):
        made["y"] = source  # type: ignore[index]


def test_a_view_of_a_changing_array_is_copied():
    source = np.arange(6.0)
    view = source[::2]
    view.setflags(write=False)
    made = Table({"x": view})
    source[0] = 99.0
    assert made["x"].tolist() == [0.0, 2.0, 4.0]


def test_drop_and_having_name_columns():
    assert table().drop(["n"]).columns == ("x", "t")
    assert table().having(y=np.zeros(3)).columns == ("n", "x", "t", "y")
    with pytest.raises(KeyError):
        table().drop(["nope"])


def test_a_matrix_has_the_columns_asked_for_in_that_order():
    assert table().matrix(["x", "n"]).tolist() == [[0.5, 3.0], [-1.0, 1.0], [2.0, 2.0]]


def test_columns_of_different_lengths_or_kinds_are_refused():
    with pytest.raises(ValueError, match="lengths"):
        Table({"a": np.zeros(2), "b": np.zeros(3)})
    with pytest.raises(ValueError, match="dimension"):
        Table({"a": np.zeros((2, 2))})
    with pytest.raises(ValueError, match="holds"):
        Table({"a": np.array([object()])})


def test_the_digest_tells_values_names_order_and_kinds_apart():
    base = table()
    others = [
        base.take([1, 0, 2]),
        base.having(n=np.array([3, 1, 4])),
        base.having(n=np.array([3.0, 1.0, 2.0])),
        base.having(t=np.array(["a", "b", "bü"])),
        Table({"m" if name == "n" else name: base[name] for name in base}),
        Table({name: base[name] for name in ("x", "n", "t")}),
        base.drop(["t"]),
    ]
    digests = {base.digest(), *(other.digest() for other in others)}
    assert len(digests) == len(others) + 1
    assert table().digest() == base.digest()


def test_the_digest_does_not_depend_on_the_width_or_byte_order_of_storage():
    narrow = Table(
        {"n": np.array([1, 2], dtype=np.int32), "x": np.array([0.5, 1.5], dtype=">f8"), "t": np.array(["a", "b"])}
    )
    wide = Table({"n": np.array([1, 2]), "x": np.array([0.5, 1.5]), "t": np.array(["a", "b"], dtype="<U9")})
    assert narrow.digest() == wide.digest()
