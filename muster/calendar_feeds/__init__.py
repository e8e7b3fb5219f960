"""Evenings in people's own calendars: one's own feed at a secret address, and the community's."""
