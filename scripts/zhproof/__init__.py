"""Reads numbers in official Chinese text, finds relations between them and judges them; standard library only."""
