# Vabilo k nocojšnji igri: »Skliči« je dejanje, sklic je, kar iz njega nastane.
promote = Skliči

promote-people =
    { $people ->
        [0] Skliči
        [one] Skliči: vprašaj { $people } igralca
        [two] Skliči: vprašaj { $people } igralca
        [few] Skliči: vprašaj { $people } igralce
       *[other] Skliči: vprašaj { $people } igralcev
    }
details = Podrobnosti
try-again = Poskusi znova
cannot-not-agreed =
    { $people ->
        [one] { $people } igralca ne smemo vprašati: ni privolitve.
        [two] { $people } igralcev ne smemo vprašati: ni privolitve.
        [few] { $people } igralcev ne smemo vprašati: ni privolitve.
       *[other] { $people } igralcev ne smemo vprašati: ni privolitve.
    }
cannot-no-channel =
    { $people ->
        [one] { $people } igralca ne moremo vprašati: do njega ne vodi noben kanal.
        [two] { $people } igralcev ne moremo vprašati: do njiju ne vodi noben kanal.
        [few] { $people } igralcev ne moremo vprašati: do njih ne vodi noben kanal.
       *[other] { $people } igralcev ne moremo vprašati: do njih ne vodi noben kanal.
    }
cannot-both = Ne moremo vprašati: { $people }. Brez privolitve: { $notAgreed }, brez kanala: { $noChannel }.
dry-run = Poskusni zagon
reminder = Opomnik
start = Začetek
voice-check = Preverjanje glasovnega kanala
yours = { $time } pri tebi

## Preklic

cancel-campaign = Prekliči sklic
clear-dry-run = Počisti poskusni zagon

## Sklic

campaign = Sklic
campaign-of-tonight = Nocojšnji sklic
nobody-asked-yet = Za nocoj še nihče ni dobil vabila.
campaign-not-loaded = Sklica ni bilo mogoče naložiti. { $reason }
headline-scheduled = Načrtovano
headline-under-way = V teku
headline-over = Končano
headline-failed = Ni uspelo
headline-cancelled = Preklicano

asked-who =
    { $people ->
        [one] { $people } igralec
        [two] { $people } igralca
        [few] { $people } igralci
       *[other] { $people } igralcev
    }, odgovor { $answers ->
        [both] igram, lahko igram ali mogoče
        [available] igram ali lahko igram
        [maybe] igram ali mogoče
       *[looking] igram
    }: { $channels }.
asked-dry = Vprašan je samo njegov organizator, na Discordu.
on-channel = { $people } na { $channel }

stands-scheduled =
    { $people ->
        [one] { $people } igralca vprašamo ob { $time }.
        [two] { $people } igralca vprašamo ob { $time }.
        [few] { $people } igralce vprašamo ob { $time }.
       *[other] { $people } igralcev vprašamo ob { $time }.
    }
stands-start-next = Obveščenih { $told } od { $people }, znova ob { $time }.
stands-sending = Doslej obveščenih { $told } od { $people }.
stands-check-next = Obveščenih { $told } od { $people }; sledi preverjanje glasovnega kanala.
stands-told = Obveščenih { $told } od { $people }.
stands-told-and-came = Obveščenih { $told } od { $people }, v glasovnem kanalu { $present } od { $expected }.
stands-failed = Nikogar ni bilo mogoče doseči.
stands-stopped-before = Ustavljen, preden je bilo kaj poslano.
stands-stopped-after =
    { $told ->
        [one] Ustavljen po { $told } obveščenem.
        [two] Ustavljen po { $told } obveščenih.
        [few] Ustavljen po { $told } obveščenih.
       *[other] Ustavljen po { $told } obveščenih.
    }

## Njegov potek

timeline = Potek
step-scheduled = Načrtovano
step-sending = Pošiljamo
step-sent = Poslano
step-done = Opravljeno
step-partly-sent = Delno poslano
step-failed = Ni uspelo
step-left-out = Izpuščeno
step-cancelled = Preklicano
in-voice-of = { $present } od { $expected } v glasovnem kanalu
told-missing =
    { $told ->
        [one] Obveščen { $told } manjkajoči
        [two] Obveščena { $told } manjkajoča
        [few] Obveščeni { $told } manjkajoči
       *[other] Obveščenih { $told } manjkajočih
    }
waiting = Čaka
delivered = Dostavljeno
skipped = Izpuščeno
failed = Ni uspelo
unknown = Ni znano
skipped-because = Izpuščeno: { $reasons }.
skip-quiet-hours = { $people } v tihih urah
skip-withdrew = { $people } z umaknjenim odgovorom
skip-opted-out = { $people } z izklopom
skip-unlinked = { $people } brez povezanega igralca
skip-no-channel = { $people } brez delujočega kanala
skip-already-notified = { $people } z že prejetim sporočilom
skip-expired = { $people } z zamudo
skip-cancelled = { $people } s preklicem pred pošiljanjem
skip-voice-unknown = { $people } pri miru, ker glasovnega kanala ni bilo mogoče prebrati
skip-away = { $people } z odsotnostjo
skip-erasing = { $people } pred izbrisom
skip-comes-later =
    { $people ->
        [one] { $people } pride pozneje
        [two] { $people } prideta pozneje
        [few] { $people } pridejo pozneje
       *[other] { $people } jih pride pozneje
    }
loading = Nalagamo …
