"""What evenings were like: their records, and who was there."""
