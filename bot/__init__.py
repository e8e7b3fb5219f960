"""The bot: the scheduler, and (as the project grows) the chat services' side."""
