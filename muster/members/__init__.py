"""Who belongs to the community, and who of them could be asked at all."""
