"""Streams of canary releases: their bytes, and that hours move both versions alike."""

import numpy as np

from hillclimb.company import Draw, Table, canary_streams
from hillclimb.ground import Seed


def test_the_bytes_are_those_on_file():
    streams = canary_streams(Draw(Seed.of("golden")), 7, ratio=1.25).reshape(-1, 4)
    table = Table(dict(zip(("few", "new", "many", "old"), streams.T, strict=True)))
    assert table.digest() == "7f3247121dbfd0122eaa7c3440a896f294bd8e5b1825883820f2d8b0b3228d84"


def test_shares_grow_and_the_ratio_of_errors_is_kept_at_every_hour():
    streams = canary_streams(Draw(Seed.of("streams")), 2000, ratio=1.5)
    assert streams.shape == (2000, 20, 4)
    assert (streams[:, :, 0] + streams[:, :, 2] == 8000).all()
    few, new, many, old = streams.sum(axis=0).T
    assert np.array_equal(few[::5] / 2000, [80, 400, 2000, 4000])
    assert np.allclose((new / few) / (old / many), 1.5, rtol=0.06)
    rates = old / many
    assert rates[:5].mean() < 0.014 < 0.03 < rates[-5:].mean()
