"""Discord's gateway: what people press and type there, who is in voice, and how it is answered."""
