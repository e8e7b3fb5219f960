"""What a community sees of tonight on Discord: one message a day, and an event once it is ready."""
