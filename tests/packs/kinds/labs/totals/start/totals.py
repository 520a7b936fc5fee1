"""Add up claims per area: `python totals.py claims.csv totals.csv`."""

import sys

if __name__ == "__main__":
    print(sys.argv)
