"""Ways in: what people write to the bot on Telegram and Signal, and what it answers."""
