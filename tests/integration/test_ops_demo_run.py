"""The smoke run of promotions, as it is described for a person, against the real demo."""
