looking = Igram
in = Igram
maybe = Mogoče
not-tonight = Nocoj ne
cannot = Vseeno ne morem
coming = Pridem
late = { $minutes ->
    [one] { $minutes } minuto kasneje
    [two] { $minutes } minuti kasneje
    [few] { $minutes } minute kasneje
   *[other] { $minutes } minut kasneje
}
in-later = Igram, a kasneje
only-if = Samo če nas je { $count }
on-my-way = Že grem
works = Deluje
change = Spremeni
as-usual = Kot običajno: { $answer }
day-usual = { $day } kot običajno: { $answer }

numbered = Odgovori { $answers }
change-it = Spremeni:

it-works = Deluje: tvoj odgovor je prišel do nas.
from-when = Od kdaj igraš?
from-when-words = Od kdaj igraš? Odgovori z uro, na primer { $time }.
evening-over = Tega večera je konec, zato se ni nič spremenilo.
not-yours = To sporočilo je bilo za nekoga drugega, zato se ni nič spremenilo.
unknown-answer = To sporočilo je iz druge različice. Odgovori na strani ali z ukazom.
campaign-cancelled = Sklic, ki te je vprašal, je preklican; tvoj odgovor velja.
