"""What is going on right now: who is in voice, who is on the game server, whether the bot lives."""
