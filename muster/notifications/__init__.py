"""Telling people once: the ledger of who is to hear what, and what became of it."""
