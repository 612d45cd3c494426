"""The exit codes of all verbs."""

CLEAN, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
