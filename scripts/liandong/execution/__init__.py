"""Runs pages' cells for the site: each page in a process forked from one that has the libraries loaded already.

Where there is no fork the stock Jupyter kernel runs them; outputs are the same either way.
"""
