"""The bot: the scheduler with its duties, delivery, and the chat services."""
