"""The game night: its rules and its data, with no web framework and no chat library."""
