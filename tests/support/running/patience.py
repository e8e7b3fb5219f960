"""How long a test waits for what must happen."""

PATIENCE = 120.0
"""Seconds after which a test gives up. Only a failing test waits so long; a busy or slow machine
needs a part of it. What must not happen is asked of a clock that the test sets."""
