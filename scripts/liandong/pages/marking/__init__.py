"""Marks of numerals that are no statistics: what each kind may hold, and the law that citations are checked against.

Nothing here knows Sphinx; ``sphinx_ext.origins.marks`` makes roles of it.
"""
