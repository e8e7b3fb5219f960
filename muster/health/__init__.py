"""How Muster does: what was looked at, how it stands, and what to do about it."""
