"""Channels: which ways lead to a person, and what they want to hear over them."""
