# Die vier Antworten. LOOKING zählt für die Mindestzahl.
LOOKING = Bin dabei
AVAILABLE = Könnte spielen
MAYBE = Vielleicht
NOT_PLAYING = Nicht dabei
