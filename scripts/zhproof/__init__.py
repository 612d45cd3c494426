"""Reads numbers in official Chinese text, finds relations between them and judges them; needs the standard library alone."""
