# Regeln nach Wochentagen, für Admins.

weekdays = Wochentage
weekdays-note = Was hier gewählt wird, geht den Einstellungen dieser Installation vor, in jeder Nachricht und auf jeder Seite.
session = Runde
start = Start
enough = Wie viele Leute genug sind
call-at = Rundruf um, wenn Leute fehlen
call-below = Nur wenn die Chance kleiner ist als
any-chance = Egal bei welcher Chance
per-cent = { $number } %
ask-at-most = Höchstens fragen
as-set = Wie eingestellt ({ $value })
never = Nie
as-many = So viele wie nötig
