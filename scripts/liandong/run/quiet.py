"""Loaded first by the process that forks the workers.

What goes wrong in one of them while it starts, or ends with all, is told by its result alone. Without this an
interruption shows the words of Python's own modules.
"""

import os

os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
