"""For how long which rows are kept, and forgetting those that are older."""
