"""What admins did, and the operator by a command: who, when, what, and whom it concerns."""
