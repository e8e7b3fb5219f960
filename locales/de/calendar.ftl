# Ein Tag in Worten, für alle, die ihn hören.
no-answers = Keine Antworten
answers = { $count ->
    [one] { $count } Antwort
   *[other] { $count } Antworten
}
counts = { $looking } dabei, { $available } könnten spielen, { $maybe } vielleicht, { $not_playing } nicht dabei
my-status = deine Antwort: { $answer }
read-only = nur zum Lesen
no-answers-cell = keine Antworten
past-days = Vergangene Tage sind nur zum Lesen.
open-until = Antworten kann man vorerst bis { $date }.
counts-old = Die Zahlen sind nicht aktuell. { $reason }

week-of = { $first } – { $last }
week-earlier = Vorige Woche
week-later = Nächste Woche
