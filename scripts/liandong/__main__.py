"""`python -m liandong VERB`, which `scripts/kb.py` runs inside the environment."""

import signal
import sys

from liandong.run.ending import end_with_starter
from liandong.verbs.cli import main

if __name__ == "__main__":
    # A polite stop is treated like Ctrl-C, so that what a verb started is stopped with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    end_with_starter()
    sys.exit(main(sys.argv[1:]))
