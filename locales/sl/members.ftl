# Člani: za organizatorje in admine, koga bi sploh lahko vprašali.
nav = Vabljenje ljudi
nav-campaigns = Sklici
nav-members = Člani
only-promoters = Člane vidijo samo organizatorji in admini.
only-promoters-hint = Kar nastaviš zase, najdeš pod »Moja obvestila«.
signed-out-hint = Prijavi se, da vidiš, koga lahko vprašaš, če tu sklicuješ.
back-to-tonight = Nazaj na nocoj
part-invites = Povabila

tonight = Koga lahko vprašamo
askable = { $askable ->
    [one] človeka lahko vprašamo nocoj
    [two] človeka lahko vprašamo nocoj
    [few] ljudi lahko vprašamo nocoj
   *[other] ljudi lahko vprašamo nocoj
}
of-members = { $members ->
    [one] { $members } član
    [two] { $members } člana
    [few] { $members } člani
   *[other] { $members } članov
}, s povezanim igralcem { $linked }.
of-members-but = { $members ->
    [one] { $members } član
    [two] { $members } člana
    [few] { $members } člani
   *[other] { $members } članov
}, s povezanim igralcem { $linked }: { $reasons }.
declined = { $people ->
    [one] { $people } ne želi vprašanj
    [two] { $people } ne želita vprašanj
    [few] { $people } ne želijo vprašanj
   *[other] { $people } jih ne želi vprašanj
}
unreachable = { $people ->
    [one] do { $people } ne vodi noben kanal
    [two] do { $people } ne vodi noben kanal
    [few] do { $people } ne vodi noben kanal
   *[other] do { $people } ne vodi noben kanal
}
away = { $people ->
    [one] { $people } trenutno ni tu
    [two] { $people } trenutno nista tu
    [few] { $people } trenutno niso tu
   *[other] { $people } jih trenutno ni tu
}
answered = { $answered ->
    [0] Odgovora še ni od nikogar.
    [one] { $answered } je že odgovoril.
    [two] { $answered } sta že odgovorila.
    [few] { $answered } so že odgovorili.
   *[other] { $answered } jih je že odgovorilo.
}
away-hint = Odsotnost vidi vsak samo pri sebi.

list = Člani
find = Poišči člana
find-by = Ime ali drugo ime
filter = Pokaži
filter-all = Vsi
filter-player = Brez igralca
filter-consent = Brez privolitve
filter-channel = Nedosegljivi
found = { $found ->
    [one] { $found } oseba
    [two] { $found } osebi
    [few] { $found } osebe
   *[other] { $found } oseb
}
nobody = Takih ni.
nobody-named = Nihče tu nima imena »{ $name }«.
loading = Ime običajne dolžine
not-loaded = Članov ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
previous = Nazaj
next = Naprej
pages = Strani
page-of = Stran { $page } od { $pages }

no-player = Prijava je, igralca še ni
no-channel = Ni poti do te osebe
may-be-asked = Smemo vprašati
not-to-be-asked = Ne sprašujemo
check-in = Dnevno vprašanje
no-check-in = Brez dnevnega vprašanja
silent = { $days ->
    [0] Odgovor danes
    [1] Odgovor včeraj
    [one] Odgovor pred { $days } dnem
    [two] Odgovor pred { $days } dnevoma
    [few] Odgovor pred { $days } dnevi
   *[other] Odgovor pred { $days } dnevi
}
never-answered = Še brez odgovora
