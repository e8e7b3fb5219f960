title-check-in = Dnevno vprašanje
title-ready = Dovolj nas je
title-condition = Igraš
title-test = Poskusno sporočilo
title-reminder = Kmalu začnemo
title-start = Začne se
title-follow-up = Manjkaš v glasovnem kanalu
title-summary = Kdo je v glasovnem kanalu
title-call = Poziv
title-usual = Običajni odgovori
title-erasure = Tvoji podatki bodo izbrisani
title-chat-replaced = Povezan je drug klepet
title-room = Načrtovalna soba
title-teams = Ekipi
title-needed = Manjkajo igralci
title-thread = Nit za načrtovanje
title-message = Sporočilo

check-in = Igraš nocoj? Odgovora še ni.
check-in-all = Kdo igra nocoj?
ready = Dovolj nas je: { $count ->
    [one] igra { $count }
    [two] igrata { $count }
    [few] igrajo { $count }
   *[other] igra jih { $count }
}. { $begun ->
    [yes] Začelo se je
   *[no] Začne se
} ob { $when }.
condition = Igraš: { $count ->
    [one] igra { $count }
    [two] s tabo igrata { $count }
    [few] s tabo igrajo { $count }
   *[other] s tabo jih igra { $count }
}. Igra { $begun ->
    [yes] se je začela
   *[no] se začne
} ob { $when }.
condition-day = V { $day } igraš: { $count ->
    [one] igra { $count }
    [two] s tabo igrata { $count }
    [few] s tabo igrajo { $count }
   *[other] s tabo jih igra { $count }
}.
test = To je tvoje poskusno sporočilo. Sporočila te tu dosežejo.
starts = Nocojšnja igra se začne ob { $when }.
starts-now = Ura je { $when }: nocojšnja igra se začne zdaj.
started = Nocojšnja igra se je začela ob { $when }.
started-join = Nocojšnja igra se je začela ob { $when }; še vedno se lahko pridružiš.
on-server = Na strežniku si, v glasovnem kanalu pa ne. Pridruži se ostalim.
not-in-voice = Nocojšnja igra se je začela ob { $when }, tebe pa še ni v glasovnem kanalu.
summary-unknown = Igra ob { $when }: glasovnega kanala ni bilo mogoče prebrati, zato nismo nikogar klicali vanj.
summary-withdrawn = Igra ob { $when }: odpovedali so vsi, ki smo jih vprašali.
summary = Igra ob { $when }: vprašani { $expected }, v glasovnem kanalu { $present }.
call = Nocoj { $missing ->
    [one] manjka še { $missing }
    [two] manjkata še { $missing }
    [few] manjkajo še { $missing }
   *[other] jih manjka še { $missing }
}: { $count ->
    [0] nihče še ne igra
    [one] igra { $count }
    [two] igrata { $count }
    [few] igrajo { $count }
   *[other] igra jih { $count }
}, začne se ob { $when }. Igraš?
usual-stopped = Načrti se spremenijo, in zadnja dva večera, ko smo odgovorili namesto tebe, se nista izšla. Zato odgovore spet prepuščamo tebi. Če naj spet dajemo tvoje običajne odgovore, to znova vklopi.
erasure = { $by ->
    [person] Tvoja želja je, da te tu izbrišemo.
    [admin] Admin te skupnosti želi, da te tu izbrišemo.
   *[operator] Kdor vodi to stran, želi, da te tu izbrišemo.
} Do { $day } se nič ne izgubi in nihče te ne vabi k igri; potem gre vse, kar je o tebi shranjeno. Če želiš ostati, odpri svoj profil in pritisni »Ostani«.
chat-replaced = { $channel ->
    [telegram] Na Telegramu
   *[signal] V Signalu
} je namesto tvojega prejšnjega klepeta zdaj povezan drug. Če to ni tvoje delo, ga na strani Moja obvestila odveži in se v profilu povsod odjavi.

room-open = Načrtovalna soba je odprta: glasuj za ime ekipe in sestavi ekipi.
teams-cleared = Ekipi sta izpraznjeni; trenutno ni nihče razporejen.
teams = Ekipi:
side = **{ $side }:** { $players }
side-nobody = še nihče
captain = { $name } (kapetan)
and-more = { $names } in še { $count }
needed = { $count ->
    [one] Za dve polni ekipi manjka še { $count }. Kdo se pridruži?
    [two] Za dve polni ekipi manjkata še { $count }. Kdo se pridruži?
    [few] Za dve polni ekipi manjkajo še { $count }. Kdo se pridruži?
   *[other] Za dve polni ekipi jih manjka še { $count }. Kdo se pridruži?
}

turn-off = Izklopi sporočila: { $link }
stop = Odgovori STOP, pa tu ne dobiš nobenega sporočila več, ali izberi, katera želiš: { $link }

time-elsewhere = { $time } (krajevni čas: { $place })
day-time = { $day }, { $time }
