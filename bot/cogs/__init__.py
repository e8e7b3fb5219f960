"""Parts that the bot hosts."""
