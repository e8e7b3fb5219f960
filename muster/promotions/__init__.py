"""Asking the right people once: campaigns, their jobs, and what became of them."""
