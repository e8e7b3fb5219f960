# What an answer can say beside its status: from when, and on what condition.
answer = Your answer
in = I’m in
only-if = Only if we are…
available = Available
we-are = How many, you counted
from = From
the-start = The start
save = Save
not-now = Not now
