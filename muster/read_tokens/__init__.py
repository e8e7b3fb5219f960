"""Tokens with which other programs read what a visitor, or a linked member, may see."""
