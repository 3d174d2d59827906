"""`python -m simulator` is the command `backprop-simulator`."""

import sys

from .panels.start.command import main

if __name__ == "__main__":
    sys.exit(main())
