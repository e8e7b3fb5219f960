# Načrtovalna soba. Soba je za en večer; A in B sta njeni strani.

## Kako je s sobo

planning-room = Načrtovalna soba
short = { $count ->
    [one] Manjka { $count }
    [two] Manjkata { $count }
    [few] Manjkajo { $count }
   *[other] Manjka { $count }
}
locked-nobody = Načrtovalna soba se odpre, ko nocoj igra { $threshold }. Zaenkrat še nihče.
locked = Načrtovalna soba se odpre, ko nocoj igra { $threshold }. { $looking ->
    [one] Zdaj igra { $looking }.
    [two] Zdaj igrata { $looking }.
    [few] Zdaj igrajo { $looking }.
   *[other] Zdaj igra { $looking }.
}
locked-answer = Odgovori za nocoj
unlocked = Dovolj nas je
no-session = Nocoj ni igre
unlocked-open = Zdaj se lahko domenimo za imena in ekipi.
unlocked-sign-in = Za sodelovanje se prijavi in izberi svojega igralca.
unlocked-link = Za sodelovanje izberi svojega igralca.
choose-player = Izberi svojega igralca
open-room = Odpri načrtovalno sobo
opening-room = Odpiramo …
opened-by = Sobo odpre { $name }
could-play-of = Lahko igra: { $committed } od { $house }
could-play = Lahko igra: { $committed }
not-loaded = Načrtovalne sobe ni bilo mogoče naložiti. { $problem }
try-again = Poskusi znova
not-up-to-date = Ni sveže. Naloženo ob { $time }.
loading = Nalagamo načrtovalno sobo

## Kdo igra

players = Igralci
not-on-a-team = Ni v ekipi
you = ti
join = Pridruži se
joining = Pridružujemo …
join-does = Nocoj še nisi v sobi. Če se pridružiš, to pomeni, da igraš.
no-longer-in = Ne igra več
person-heard = { $name }, { $status }
captain-heard = { $name }, { $status }, kapetan
captain = Kapetan
somebody = Nekdo

## Moja ekipa

my-team = Tvoja stran je { $side }, kapetan { $captain }
my-team-no-captain = Tvoja stran je { $side }
my-team-captain = Tvoja stran je { $side }, kapetan si ti
side = Stran { $side }
side-members = { $side }: { $names }

## Ekipi

saved-teams = Shranjeni ekipi
no-teams = Ekipi še nista shranjeni
who-saves = Ekipi lahko shrani { $name }, organizator ali admin.
who-changes = Spremeni ju lahko { $name }, organizator ali admin.
saved-just-now = Ekipi sta bili pravkar shranjeni.
change-teams = Spremeni ekipi
copy = Kopiraj kot besedilo
copied = Kopirano
copy-by-hand = Kopiraj ekipi od tu
share = Deli
print = Natisni
text-heading = Ekipi, { $evening }
text-heading-named = { $name }: ekipi, { $evening }
text-side = { $side }: { $names }
text-side-empty = { $side }: še nihče
text-captain = { $name } (kapetan)

## Razpored

draft = Razpored
draft-not-saved = Še ni shranjeno
draft-saved = Shranjeno
auto-draft = Samodejni razpored
rebalance = Izenači
undo = Razveljavi
save = Shrani
saving = Shranjujemo …
discard = Zavrzi spremembe
close-draft = Nazaj na shranjeni ekipi
unassigned = Brez strani
unassign = Na nobeno stran
tally = Koliko jih je na vsaki strani
tally-side = { $side } { $count }
tally-left = še { $count }
average = povp. { $rating }
no-rating = brez ocene
lead = { $name } za kapetana
everybody-placed = Vsi so razporejeni
nobody-here = Še nihče
gone = Ne igrajo več: { $names }
moved = { $name } gre na stran { $side }.
moved-off = { $name } je brez strani.
leads = { $name } vodi stran { $side }.
leads-no-more = { $name } ne vodi več strani { $side }.
drafted = { $count ->
    [one] Razporejen { $count } igralec. »Razveljavi« to vrne.
    [two] Razporejena { $count } igralca. »Razveljavi« to vrne.
    [few] Razporejeni { $count } igralci. »Razveljavi« to vrne.
   *[other] Razporejenih { $count } igralcev. »Razveljavi« to vrne.
}
nobody-on-a-side = Na nobeni strani še ni nikogar.
nothing-to-undo = Razveljaviti ni česa.
undone = Razveljavljeno.
nothing-to-move = Premikati ni česa: bolj izenačeni ti ekipi ne moreta biti.
rebalanced = Izenačeno. »Razveljavi« to vrne.
teams-saved = Ekipi sta shranjeni.
saved-already = Ti ekipi sta že shranjeni.
draft-kept = Tvoj prejšnji razpored je spet tu. Ni še shranjen.

## Kako izenačeno

by-lot = Nihče tu nima ocene: odločil je žreb.
rated-of = Z oceno: { $rated } od { $players }
odds = A zmaga { $percent } %, razlika v oceni { $gap }
odds-uneven = { $a } proti { $b }, razlika v oceni { $gap }

## Dva razporeda

fewest-moves = Najmanj premikov do izenačenih ekip
column-player = Igralec
column-now = Zdaj
column-then = Potem
column-yours = Tvoje
column-theirs = Njihovo
spot-captain = { $side }, kapetan
apply = Uporabi
leave-it = Pusti
somebody-saved = Nekdo drug je shranil razpored
somebody-saved-just-now = Nekdo drug je pravkar shranil razpored.
yours-kept = Nekdo drug je shranil razpored. Tvoj ostane tu.
show-difference = Pokaži razliko
take-theirs = Vzemi njihovega
save-over = Shrani mojega čezenj
theirs-shown = Prikazan je njihov. »Razveljavi« vrne tvojega.

## Ime

name-for-tonight = Ime za nocoj
no-name = Predloga imena še ni. Predlagaj ga: dobi tvoj glas.
fewer-names = Manj imen
all-names = Vsa imena ({ $count })
not-voted = Glas ni oddan. { $problem }
votes = { $count ->
    [one] { $number } glas
    [two] { $number } glasova
    [few] { $number } glasovi
   *[other] { $number } glasov
}
with-yours = s tvojim
from = od: { $name }
leading-from = { $leading }, od: { $name }
leading = Vodi
suggest = Predlagaj ime
add = Dodaj
adding = Dodajamo …
tonights-name = Ime: { $name }

## Nit na Discordu

thread = Nit na Discordu
thread-coming = Nit na Discordu je na poti.
thread-there = Soba ima nit na Discordu.
thread-none = Niti na Discordu ni: { $problem }
open-thread = Odpri nit
ask-for = Povabi še { $count }
asked = Vprašano v niti ob { $time }.
asked-already = Vprašano že ob { $time }; počakaj deset minut.

## Včeraj

yesterday = Včerajšnja soba
close-yesterday = Zapri včerajšnjo sobo
