"""Rules by weekday: whether people meet, when, how many are enough, when they are called."""
