"""Programs that are sent into a worker, one per kind of submission that needs one; they import nothing of ours."""
