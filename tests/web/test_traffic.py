"""The picture of traffic stays within its frame, and says in words what it shows."""

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as some

from hillclimb.grading import Checked, Ending, Outcome, Verdict
from hillclimb.grading.traffic.timeline import Mark, Sample, timeline_of
from hillclimb.web.showing import _templates
from hillclimb.web.traffic import HEIGHT, WIDTH, draw_traffic

samples = some.lists(
    some.builds(Sample, at=some.floats(0, 20), seconds=some.floats(0, 5), answered=some.booleans()), max_size=80
)


@settings(max_examples=40, deadline=None)
@given(found=samples, seconds=some.floats(0.1, 60))
def test_everything_is_inside_the_frame(found: list[Sample], seconds: float):
    picture = draw_traffic(timeline_of(found, seconds, [Mark(at=seconds * 2, what="SIGTERM")]))
    for bar in picture.bars:
        assert 0 <= bar.x <= WIDTH + 1
        assert 0 <= bar.top <= bar.top + bar.height <= HEIGHT
        assert bar.errors <= bar.height + 0.1
    for _, path in picture.lines:
        numbers = [float(part) for part in path.replace("M", "").replace("L", " ").split()]
        assert all(0 <= x <= WIDTH for x in numbers[::2])
        assert all(0 <= y <= HEIGHT for y in numbers[1::2])
    assert f"{len(found)} requests" in picture.told
    assert "SIGTERM" in picture.told


def test_a_verdict_shows_it_and_no_mark_up_of_a_mark():
    line = timeline_of([Sample(at=0.1, seconds=0.01, answered=True)], 2.0, [Mark(at=1.0, what="<b>kill</b>")])
    verdict = Verdict(
        ending=Ending.PASSED,
        headline="Passed.",
        checks=(Checked(name="one", outcome=Outcome.PASSED),),
        timeline=line,
    )
    report = SimpleNamespace(verdict=verdict, moved=(), plan=(), explain=0, attempt=1, recorded=True)
    page = _templates().get_template("_verdict.html")
    text = page.render(
        report=report, graph={}, lab=SimpleNamespace(slug="x"), opened=True, attempts=(), unrecorded=False, seq=None
    )
    assert 'class="p95"' in text
    assert "<b>kill" not in text
    assert "1 requests in 2 s" in text
