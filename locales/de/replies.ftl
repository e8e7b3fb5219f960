looking = Bin dabei
in = Bin dabei
maybe = Vielleicht
not-tonight = Heute nicht
cannot = Kann doch nicht
coming = Komme
late = { $minutes ->
    [one] { $minutes } Minute später
   *[other] { $minutes } Minuten später
}
in-later = Bin dabei, aber später
only-if = Nur wenn wir { $count } sind
on-my-way = Bin unterwegs
works = Klappt
change = Ändern
as-usual = Wie üblich: { $answer }
day-usual = { $day } wie üblich: { $answer }

numbered = Antworte { $answers }
change-it = Ändern:

it-works = Klappt: deine Antwort ist bei uns angekommen.
from-when = Ab wann bist du dabei?
from-when-words = Ab wann bist du dabei? Antworte mit einer Uhrzeit, zum Beispiel { $time }.
evening-over = Der Abend ist vorbei, deshalb hat sich nichts geändert.
not-yours = Diese Nachricht war für jemand anders, deshalb hat sich nichts geändert.
unknown-answer = Diese Nachricht ist aus einer anderen Version von uns. Antworte auf der Seite oder mit einem Befehl.
campaign-cancelled = Der Aufruf, der dich gefragt hat, wurde abgesagt; deine Antwort zählt.
