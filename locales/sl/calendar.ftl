# Dan z besedami, za tiste, ki ga slišijo.
no-answers = Brez odgovorov
answers = { $count ->
    [one] { $count } odgovor
    [two] { $count } odgovora
    [few] { $count } odgovori
   *[other] { $count } odgovorov
}
counts = igra: { $looking }, lahko igra: { $available }, mogoče: { $maybe }, ne igra: { $not_playing }
my-status = tvoj odgovor: { $answer }
read-only = samo za branje
no-answers-cell = brez odgovorov
past-days = Pretekli dnevi so samo za branje.
open-until = Odgovoriti je za zdaj mogoče do { $date }.
counts-old = Številke niso sveže. { $reason }

week-of = { $first } – { $last }
week-earlier = Prejšnji teden
week-later = Naslednji teden
