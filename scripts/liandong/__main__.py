"""`python -m liandong VERB`, which `scripts/kb.py` runs inside the environment."""

import gc
import signal
import sys

from liandong.run.ending import end_with_starter
from liandong.verbs.cli import main

if __name__ == "__main__":
    # Of a run's many small objects most live until its end: looking for garbage among them is an eighth of the time.
    gc.set_threshold(200_000, 20, 20)
    # A polite stop is treated like Ctrl-C, so that what a verb started is stopped with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    end_with_starter()
    code = main(sys.argv[1:])
    gc.freeze()  # nor at the end, when all of them go
    sys.exit(code)
