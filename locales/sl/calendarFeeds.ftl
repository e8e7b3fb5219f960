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
says-only-if = { $count ->
    [one] Samo če nas je { $count }.
    [two] Samo če sva { $count }.
    [few] Samo če smo { $count }.
   *[other] Samo če nas je { $count }.
}
says-open = Ni nas še dovolj.
says-ready = Dovolj nas je: igramo.
says-off = Ta večer ne igramo.
says-short = Bilo nas je dovolj, zdaj nas ni več.
says-taken-back = Tvoj odgovor je umaknjen.
