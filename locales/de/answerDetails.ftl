# Was eine Antwort außer ihrem Status sagen kann: ab wann und unter welcher Bedingung.
answer = Deine Antwort
in = Bin dabei
only-if = Nur wenn wir … sind
available = Könnte spielen
we-are = Wie viele, du mitgezählt
from = Ab
the-start = Vom Start an
save = Speichern
not-now = Jetzt nicht
