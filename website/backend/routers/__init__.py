"""Routes: parse, call one service function, answer."""
