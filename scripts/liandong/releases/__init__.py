"""Releases: what was published, when and why, and what has changed since.

``sentences`` and ``snapshot`` say what the book states now, ``release`` keeps and reads what was published,
``reference`` finds what to compare with, ``compare`` computes the difference as plain data, ``render`` turns it into
text, JSON and HTML.
"""
