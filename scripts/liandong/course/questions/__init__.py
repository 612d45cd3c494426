"""The course's question bank: two tables that an instructor edits, and what is made of them when the site is built.

``bank`` reads the tables, ``texts`` is the grammar of their texts, ``figures`` puts figures and wrong figures in,
``variants`` makes the variants of a question, ``marking`` says what counts as right, ``sealing`` keeps answers out of
plain sight, ``places`` finds the passages to reread, ``checking`` and ``figure_checking`` find what is wrong. Nothing
here knows Sphinx.
"""
