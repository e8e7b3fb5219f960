# Settings by weekday: the rules of evenings, and usual answers.
try-again = Try again
