help =
    /avail danes igram: tvoj odgovor (igram, lahko, mogoče, ne)
    /danes mogoče · /jutri ne: isto, krajše
    /danes 21:30 · /danes 10 min kasneje: prideš kasneje
    /danes če 6: igraš, če vas je šest
    /avail umakni danes: vzameš odgovor nazaj
    /status: kdo igra
    /away 2026-12-24: do takrat te nič ne vprašamo; /away nazaj: spet si tu
    /link ŽETON: poveži ta klepet z žetonom s strani
    /stop: klepet ni več povezan in tu ne dobiš ničesar več
linked = Povezano. Zdaj ti lahko pišemo sem; /stop to izklopi, /help pove, kaj še znam.
not-linked = Ta klepet ni povezan. Na strani dobiš žeton, potem sem pošlji /link ŽETON.
token-missing = Pošlji /link in žeton, ki ti ga kaže stran.
stopped = Ustavljeno. Klepet ni več povezan in sem ne bomo več pisali.
nobody-stopped = Ta klepet ni povezan z nikomer, zato ni bilo česa prekiniti. Sem ne bomo pisali.
nobody-known-stopped = Ta klepet ni povezan z nikomer, ki bi ga poznali, in Signal nam ne pokaže tvoje številke. Če ti tu pišemo, nam pokaži številko (nastavitve Signala: zasebnost, telefonska številka) in znova pošlji /stop, ali pa Signal izklopi na strani.
stop-not-yet = Ne moremo še ugotoviti, čigav je ta klepet: na naši strani manjka ključ, in dokler ga upravljavec ne vrne, bomo sem morda še pisali. Tvoj /stop je zabeležen. Pozneje znova pošlji /stop ali pa ta kanal izklopi na strani.
stop-needs-key = Tega ni bilo mogoče narediti: na naši strani manjka ključ, zato ne moremo ugotoviti, čigav je ta klepet, in si tvojega /stop ne moremo zabeležiti. Pozneje znova pošlji /stop ali pa ta kanal izklopi na strani.
chat-taken = Ta klepet je povezan z drugim računom. Pošlji /stop, da ga sprostiš, potem /link in svoj žeton.
try-again = Pri nas je šlo nekaj narobe. Poskusi znova čez trenutek.

no-such-day = Tega dneva ne poznam. Napiši danes, jutri, dan v tednu ali datum, kot je 2026-12-24.
no-such-status = Napiši igram, lahko, mogoče ali ne, na primer /danes igram.
no-such-time = Te ure ne poznam. Napiši jo kot 21:30, na primer /danes 21:30.
no-such-condition = Napiši, koliko vas mora biti, na primer /danes če 6.
no-such-command = Tega ukaza ne poznam. Poznam te:

here = Spet si tu: od zdaj te spet sprašujemo.
away = Zdaj te ni; { $when } ti spet pišemo.
away-day = Zdaj te ni; v { $day } ti spet pišemo.
still-stands = Tvoj odgovor za { $days } še velja; vzemi ga nazaj, če ne igraš.
still-stands-more = Tvoj odgovor za { $days } in še { $count ->
    [one] { $count } dan
    [two] { $count } dneva
    [few] { $count } dni
   *[other] { $count } dni
} še velja; vzemi ga nazaj, če ne igraš.

day-counts = { $day }: { $counts }.
day-nobody = { $day }: nihče še ni odgovoril.
more-needed = { $missing ->
    [one] Manjka še { $missing }.
    [two] Manjkata še { $missing }.
    [few] Manjkajo še { $missing }.
   *[other] Manjka jih še { $missing }.
}
queue = Vrsta: { $names }
queue-more = Vrsta: { $names } in še { $count }
looking = Igrajo: { $names }
looking-more = Igrajo: { $names } in še { $count }
on-condition = Pod pogojem: { $names }
on-condition-more = Pod pogojem: { $names } in še { $count }
