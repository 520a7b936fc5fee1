"""Floor 3: from evidence to a job: interviews practised, what was said held against what a good answer contains."""

from hillclimb.career.mock import Answer, Marks, Topic, answers_from, mark, next_question, topics

__all__ = ["Answer", "Marks", "Topic", "answers_from", "mark", "next_question", "topics"]
