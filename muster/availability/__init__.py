"""Who plays when: one status a person and day, in the community's calendar."""
