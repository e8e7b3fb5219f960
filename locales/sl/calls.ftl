# Pozivi: vprašamo tiste, ki še niso odgovorili, ker igralcev manjka.

call-of-tonight = Nocojšnji poziv
call-players = Pozovi igralce

## Kako kaže nocoj

stands-short =
    { $looking } od { $threshold }. { $short ->
        [one] Manjka { $short }.
        [two] Manjkata { $short }.
        [few] Manjkajo { $short }.
       *[other] Manjka { $short }.
    }
stands-enough = { $looking } od { $threshold }. Dovolj nas je.

## Kako gre poziv

goes = { $headline }: { $counts }.
is-on = Poziv teče
full-at-once = Polno v eni minuti
full-after =
    Polno po { $minutes ->
        [one] { $minutes } minuti
        [two] { $minutes } minutah
        [few] { $minutes } minutah
       *[other] { $minutes } minutah
    }
over-start = Poziv se je končal z začetkom igre
over-everybody = Poziv je končan, vprašali smo vse
over-most = Poziv je končan, vprašali smo največje dovoljeno število ljudi
stopped = Poziv je ustavljen
called-off = Poziv je končan, nocoj ni igre
held = Nocoj se noben poziv ne začne sam, zadržan je.
goes-on-soon = Nekdo je odpadel, zato se poziv čez minuto nadaljuje.

count-nobody = zaenkrat brez vprašanih
count-asked =
    { $people ->
        [one] { $people } poziv
        [two] { $people } poziva
        [few] { $people } pozivi
       *[other] { $people } pozivov
    }
count-yes =
    { $people ->
        [one] { $people } igra
        [two] { $people } igrata
        [few] { $people } igrajo
       *[other] { $people } igra
    }
count-maybe = { $people } mogoče
count-no = { $people } nocoj ne
count-silent = { $people } brez odgovora

next-wave = Naslednji val gre ob { $time }, če nas bo še premalo.
next-wave-now = Naslednji val gre vsak hip.
starts-itself = Poziv se začne ob { $time }, če nas bo premalo.
starts-itself-later = Poziv se začne, takoj ko nas bo premalo.

## Za organizatorje: koga je vprašal in kdaj

whom = Koga je vprašal in kdaj
wave = Val { $number }, { $time }
answer-condition = Igra pod pogojem
answer-looking = Igra
answer-available = Lahko igra
answer-maybe = Mogoče
answer-not-playing = Nocoj ne
state-on-its-way = Na poti
state-silent = Brez odgovora
state-spared = Ni bilo treba, dovolj jih igra
state-stopped = Ustavljeno pred pošiljanjem
state-not-reached = Ni doseglo

# Zakaj ljudi pustimo pri miru; večinoma je to njihova stvar.
left-alone = Pri miru pustimo: { $reasons }.
alone-not-agreed =
    { $people ->
        [one] { $people } brez privolitve
        [two] { $people } brez privolitve
        [few] { $people } brez privolitve
       *[other] { $people } brez privolitve
    }
alone-over-limit =
    { $people ->
        [one] { $people } je že dobil dovolj vprašanj
        [two] { $people } sta že dobila dovolj vprašanj
        [few] { $people } so že dobili dovolj vprašanj
       *[other] { $people } jih je že dobilo dovolj vprašanj
    }
alone-quiet-hours = { $people } v tihih urah
alone-told =
    { $people ->
        [one] { $people } je dobil vprašanje s sklicem
        [two] { $people } sta dobila vprašanje s sklicem
        [few] { $people } so dobili vprašanje s sklicem
       *[other] { $people } jih je dobilo vprašanje s sklicem
    }
alone-no-channel =
    { $people ->
        [one] do { $people } ne vodi noben kanal
        [two] do { $people } ne vodi noben kanal
        [few] do { $people } ne vodi noben kanal
       *[other] do { $people } ne vodi noben kanal
    }

## Okno

asked-first = Najprej vprašamo
likeliest-first =
    Najprej najverjetnejši. { $people ->
        [one] Vprašati je mogoče { $people } igralca.
        [two] Vprašati je mogoče { $people } igralca.
        [few] Vprašati je mogoče { $people } igralce.
       *[other] Vprašati je mogoče { $people } igralcev.
    }
nobody = Nikogar
at-most = Največ ljudi
minutes-between = Premor v minutah
from-to = { $from } do { $to }
what-it-says = Kaj piše v sporočilu
says-answers = Z odgovori na pritisk ali v besedi, na kanalu, ki so si ga izbrali.
looking-up = Gledamo, koga lahko vprašamo …
asks-now =
    { $people ->
        [one] Zdaj vprašamo { $people } igralca.
        [two] Zdaj vprašamo { $people } igralca.
        [few] Zdaj vprašamo { $people } igralce.
       *[other] Zdaj vprašamo { $people } igralcev.
    } Naslednji val gre ob { $time }, če nas bo še premalo.
enough = Dovolj jih igra, zato ne vprašamo nikogar.
already-on = Poziv že teče in sprašuje, dokler jih ne igra dovolj.
nobody-left = Vsi, ki jih zdaj smemo vprašati, so že odgovorili.
not-a-number = Vpiši, koliko ljudi in koliko minut.
not-now = Ne zdaj
try-again = Poskusi znova
call-people =
    { $people ->
        [0] Pozovi
        [one] Pozovi { $people } igralca
        [two] Pozovi { $people } igralca
        [few] Pozovi { $people } igralce
       *[other] Pozovi { $people } igralcev
    }
working = Trenutek …

## Ustavitev

stop-call = Ustavi poziv
stop-question = Ustavim ta poziv?
stop-means = Česar še nismo poslali, ne pošljemo več. Poslana sporočila ostanejo in odgovori nanje štejejo.
stop-keep = Naj teče naprej
hold = Zadrži
hold-call = Zadrži nocojšnji poziv
hold-question = Zadržim nocojšnji poziv?
hold-means = Nocoj se noben poziv ne začne sam. Ročno lahko igralce še vedno pozoveš.
hold-keep = Naj se začne

## Kako verjetna je igra

chance-now = Možnost, da bo igra, je { $now } %.
chance-rises = Možnost, da bo igra, je { $now } %, če vprašamo te, pa { $then } %.
