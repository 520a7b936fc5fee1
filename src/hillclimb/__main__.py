"""Let `python -m hillclimb` be the command line."""

import sys

from hillclimb.cli import main

if __name__ == "__main__":
    sys.exit(main())
