# Štirje odgovori. LOOKING šteje za najmanjše število.
LOOKING = Igram
AVAILABLE = Lahko igram
MAYBE = Mogoče
NOT_PLAYING = Ne igram
