# Povabila: naredijo jih organizatorji in admini; in stran, do katere vodi povabilo.
invites = Povabila
invites-hint = Povezava novincem pokaže pot. Ne da nobene pravice in nikogar ne imenuje.
label = Za kaj
label-example = Na primer: pomladni turnir
holds = Velja
days = { $days ->
    [one] { $days } dan
    [two] { $days } dneva
    [few] { $days } dni
   *[other] { $days } dni
}
most-uses = Za koliko ljudi
as-many = Kolikor jih pride
people = { $people ->
    [one] { $people } oseba
    [two] { $people } osebi
    [few] { $people } osebe
   *[other] { $people } oseb
}
make = Naredi povabilo
make-it = Naredi to povabilo
made = Tvoja povezava. Pokaže se samo zdaj.
link = Povezava
copy = Kopiraj
copied = Kopirano
share = Deli
another = Končano
none = Povabil še ni.
not-loaded = Povabil ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
loading = Povabilo običajne dolžine
unnamed = Brez imena
came = prišli: { $uses }, povezani: { $linked }, odgovorili: { $answered }
by = od: { $name }
holds-until = Velja do { $date }
expired = Poteklo { $date }
revoked = Preklicano
used-up = Porabljeno
uses-left = { $left ->
    [one] še za { $left } osebo
    [two] še za { $left } osebi
    [few] še za { $left } osebe
   *[other] še za { $left } oseb
}
revoke = Prekliči
revoke-named = Prekliči: { $label }
revoke-question = Prekličem to povabilo?
revoke-means = Z njim ne pride nihče več. Kdor je že prišel, ostane.

plays = { $name } se dobi za igro ob { $time }.
plays-some-day = { $name } se dobi za igro.
steps = Prijavi se, povej, kdo si, in odgovori za nocoj.
next-player = Prijava je urejena. Povej, kdo si, in odgovori za nocoj.
choose-player = Izberi svojega igralca
already = Tu si že doma.
answer-tonight = Odgovori za nocoj
invite-expired = To povabilo je poteklo. Vseeno se lahko prijaviš.
invite-revoked = To povabilo je preklicano. Vseeno se lahko prijaviš.
invite-used-up = To povabilo je že pripeljalo vse, ki jim je bilo namenjeno. Vseeno se lahko prijaviš.
invite-unknown = To povabilo ni naše; morda manjka črka. Vseeno se lahko prijaviš.
