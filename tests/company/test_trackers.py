"""What the trackers of vans send: its bytes, and what the ticket promises of it."""

import numpy as np

from hillclimb.company import Draw, tracker_messages, tracker_stream
from hillclimb.ground import Seed

DRAW = Draw(Seed.of("golden"))
CHUNKS = list(tracker_stream(DRAW, 5, 3000, vans=400))


def test_the_bytes_are_those_on_file():
    messages = tracker_messages(DRAW, 257, vans=40)
    assert messages.digest() == "77fca43fdbab8bd328728859b0e58e5e22fa9a78dcc7338e62e48ed65405bd12"
    assert CHUNKS[-1].digest() == "0ff822fb33c8813ff2690c44be346bdfb120773f6bcea126f6b1ddee0957e4a7"


def test_delays_stay_within_their_range_and_most_of_them_grow():
    assert all(chunk["delay_s"].min() >= 1e-3 and chunk["delay_s"].max() <= 1e6 for chunk in CHUNKS)
    medians = [float(np.median(chunk["delay_s"])) for chunk in CHUNKS]
    assert medians == sorted(medians)


def test_half_of_the_vans_are_new_in_each_chunk():
    first, second = (set(chunk["van"].tolist()) for chunk in CHUNKS[:2])
    assert 0.4 < len(first & second) / len(first) < 0.6


def test_messages_of_a_stream_are_numbered_through():
    ids = np.concatenate([chunk["message_id"] for chunk in CHUNKS])
    assert ids.tolist() == list(range(15_000))


def test_some_energies_are_negative_and_all_are_whole():
    energy = CHUNKS[0]["energy_uj"]
    assert energy.dtype == np.int64
    assert 0.05 < (energy < 0).mean() < 0.2
