"""Proofs a draft: reads office files, has zhproof read and judge their numbers, and writes the report.

Nothing of a draft is kept: files are read into memory only, and a report is written only where the user asks for it.
"""
