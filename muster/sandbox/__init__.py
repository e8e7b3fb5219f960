"""The sandbox: made-up people, and an outbox for what would have been sent."""
