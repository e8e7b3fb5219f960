"""Links that show somebody the way in: who made them, and how many came by them."""
