"""Asking the silent because the evening is short: whom, when, and until when."""
