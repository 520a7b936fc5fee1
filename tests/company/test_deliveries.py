"""What a broker sends and what is planted in it: their bytes, the promises kept, and faults where they say."""

import numpy as np
import pytest

from hillclimb.company import FAULTS, Draw, Table, deliveries, edited, plant
from hillclimb.ground import Seed

DRAW = Draw(Seed.of("golden"))
SENT = deliveries(DRAW, 20)


def test_the_bytes_are_those_on_file():
    assert SENT[0].batch.digest() == "8d0ee663b46b7b527000b94ad6dcc7a5e3d681b09b1e62e2cfd1f2ebb00510b6"
    names = Table({"digest": np.array([plant(DRAW, SENT[0], [name])[0].batch.digest() for name in FAULTS])})
    assert names.digest() == "6cc92d86c6d2a996ba77fbbdf0aac426827b9c9bb0b8be28d713d785c8ac82ee"


def test_a_clean_batch_keeps_every_promise():
    for item in SENT:
        batch, received = item.batch, np.datetime64(item.received, "D")
        bound, starts = batch["bound_on"].astype("datetime64[D]"), batch["starts_on"].astype("datetime64[D]")
        assert (bound <= received).all()
        assert (starts >= bound).all()
        assert (received - bound.max()).astype(int) <= 3
        assert len(set(batch["policy_id"])) == batch.rows
        ages = batch["driver_age"].astype(int)
        assert ages.min() >= 18
        assert ages.max() <= 99
        assert all("" not in batch[name] for name in batch if name != "yearly_km")


def test_nights_move_a_little_and_miles_a_lot():
    medians = np.array([np.median([float(km) for km in item.batch["yearly_km"] if km]) for item in SENT])
    assert np.ptp(np.log(medians)) < 0.3 < np.log(1.609)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_in_its_rows_and_nowhere_else(name):
    before = SENT[3].batch
    changed, (fault,) = plant(DRAW.child("plant"), SENT[3], [name])
    assert fault.rows or fault.everywhere
    if fault.column in changed.batch and name != "truncated":
        off = np.flatnonzero(changed.batch[fault.column] != before[fault.column]).tolist()
        assert off == (list(range(before.rows)) if name == "stale" else list(fault.rows))


def test_several_faults_keep_out_of_each_others_columns():
    _, faults = plant(DRAW.child("all"), SENT[5], list(FAULTS))
    columns = [fault.column or "policy_id" for fault in faults]
    assert len(columns) == len(set(columns))
    assert len(faults) >= 6


def test_editing_leaves_the_other_cells():
    batch = edited(SENT[0].batch, "town", {2: "Győr"})
    assert batch["town"][2] == "Győr"
    assert np.delete(batch["town"], 2).tolist() == np.delete(SENT[0].batch["town"], 2).tolist()
