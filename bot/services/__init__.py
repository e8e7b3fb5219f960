"""What the bot does with the game night's rooms."""
