"""Floor 2: grade(lab, submission) -> Verdict; the judge and the learner's code never share a process."""

from hillclimb.grading.billing import Bill, Entry, euros
from hillclimb.grading.examples import Printed, run_examples
from hillclimb.grading.judge import Judge, Progress, Watched
from hillclimb.grading.sampling import sample_files
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Cancelled
from hillclimb.grading.submission import Submission, read_submission
from hillclimb.grading.traffic.timeline import Timeline
from hillclimb.grading.verdict import Checked, Ending, Example, Outcome, Score, Stop, Verdict

__all__ = [
    "Bill",
    "Cancelled",
    "Checked",
    "Ending",
    "Entry",
    "Example",
    "ForkSandbox",
    "Judge",
    "Outcome",
    "Printed",
    "Progress",
    "Score",
    "Stop",
    "Submission",
    "Timeline",
    "Verdict",
    "Watched",
    "euros",
    "read_submission",
    "run_examples",
    "sample_files",
]
