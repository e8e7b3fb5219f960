"""Ways out: one small class a chat service behind the contract of `base`."""
