"""Telling other programs what happened: addresses, events, and what became of each delivery."""
