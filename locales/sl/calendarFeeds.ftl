# Večeri v koledarjih: kaj piše v dogodkih in kako si jih naročiš na strani.

## Imena koledarjev

own-calendar = { $community }: moji večeri
community-calendar = { $community }: igre

## Naslovi dogodkov

title-open = { $community }: igralni večer
title-ready = { $community }: dovolj nas je ✓
title-off = { $community }: ne igramo
title-short = { $community }: ni nas več dovolj
title-taken-back = { $community }: tokrat brez tebe

## Kaj piše pod naslovom

says-looking = Tvoj odgovor: Igram
says-available = Tvoj odgovor: Lahko igram
says-arrives = Prideš ob { $time }.
says-only-if = Samo če nas je { $count }.
says-open = Ni nas še dovolj.
says-ready = Dovolj nas je: igramo.
says-off = Ta večer ne igramo.
says-short = Bilo nas je dovolj, zdaj nas ni več.
says-taken-back = Tvoj »igram« ne velja več.

## Naročnina na strani

add-to-calendar = Dodaj v koledar
heading = Koledar
means = Večeri, ko igraš, so lahko tudi v tvojem koledarju: označeni, ko nas je dovolj, in odpovedani, če igra odpade.
make = Ustvari moj naslov
address = Naslov tvojega koledarja
keep-it = Naj ostane pri tebi: kdor ga ima, vidi tvoje večere.
open = Odpri v mojem koledarju
google = Google Koledar
copy = Kopiraj
copied = Kopirano
renew = Nov naslov
renew-question = Ustvarim nov naslov?
renew-means = Sedanji naslov ne bo več deloval. Koledarji, ki ga uporabljajo, potrebujejo novega.
stop = Ustavi
stop-question = Ustavim tvoj koledar?
stop-means = Naslov ne bo več deloval in koledarji, ki ga uporabljajo, ne bodo več kazali tvojih večerov.
everybodys = Za vse: igre, za katere nas je dovolj, brez imen.
loading = Naslov koledarja običajne dolžine
not-loaded = Tvojega koledarja ni bilo mogoče naložiti. { $reason }
not-done = To ni uspelo. { $reason }
try-again = Poskusi znova
