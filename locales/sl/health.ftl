# Kako vse skupaj deluje, za admine.
health = Stanje
health-note = Pregledano vsako minuto. muster doctor pogleda več, na samem računalniku.
loading = Kako vse skupaj deluje
not-loaded = Pregled ni uspel. { $reason }
try-again = Poskusi znova
again = Preglej znova
looked-at = Pregledano ob { $time }
all-well = Vse je v redu.
look = Nekaj je treba pogledati.
act = Nekaj ne deluje.
part =
    { $part ->
        [bot] Bot
        [database] Podatkovna baza
       *[website] To spletno mesto
    }
state =
    { $state ->
        [ok] V redu
        [off] Izklopljeno
        [warn] Treba pogledati
       *[fail] Ne deluje
    }
