# The four answers. LOOKING counts towards the threshold.
LOOKING = Looking
AVAILABLE = Available
MAYBE = Maybe
NOT_PLAYING = Not playing
