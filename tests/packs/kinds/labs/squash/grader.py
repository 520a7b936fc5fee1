"""Judges `squash`: the shape of a branch, its message, and what it holds."""

from hillclimb.company import Draw
from hillclimb.grading.labkit import Repository, check, expect, same


@check("is one commit on top of main", teaches="doubling")
def one(submission: Repository, draw: Draw) -> None:
    added = submission.commits("young", since="main")
    expect(
        len(added) == 1,
        f"`young` is {len(added)} commits ahead of `main`.",
        expected="1 commit",
        got="\n".join(commit.subject for commit in added),
    )
    expect(added[0].parents == (submission.resolve("main"),), "Its parent must be `main`.", got=added[0].parents)
    expect(len(submission.commits("main")) == 2, "`main` itself must stay as it was.", expected="2 commits")


@check("says what it does", teaches="doubling")
def said(submission: Repository, draw: Draw) -> None:
    subject = submission.commits("young")[0].subject
    expect(10 <= len(subject) <= 72 and " " in subject, "The first line says in a few words what changes.", got=subject)


@check("changes rate.py alone", teaches="doubling")
def alone(submission: Repository, draw: Draw) -> None:
    same(sorted(submission.files("young")), ["README.md", "rate.py"], "the files of `young`")
    expect("300 if age < 25" in submission.text("rate.py", "young"), "The change itself must be there.")
    same(submission.read("README.md", "young"), submission.read("README.md", "main"), "README.md")
