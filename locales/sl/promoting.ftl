# Okni, ki sklic začneta in ustavita.

promote-tonight = Sklic za nocoj
looking-short =
    { $short ->
        [0] igra { $looking }, dovolj nas je
        [one] igra { $looking }, manjka { $short }
        [two] igra { $looking }, manjkata { $short }
        [few] igra { $looking }, manjkajo { $short }
       *[other] igra { $looking }, manjka { $short }
    }

chip-looking-untold = Igra: { $people } · še brez sporočila
chip-looking-told = Igra: { $people } · sporočilo ob { $time }
chip-looking-partly = Igra: { $people } · sporočilo za { $told } ob { $time }
chip-looking-nobody = Igra: 0
chip-gain = { $answer } +{ $reached } od { $people }
chip-nobody = { $answer } 0
chips-label = Koga vprašamo
who-is-asked = Koga vprašamo
who-a-real-one-asks = Koga bi vprašal pravi
row-for-ears = { $status }, { $channel }
row-told-for-ears = { $status }, sporočilo ob { $time }
row-told = sporočilo { $time }
nobody = Nikogar
dry-run-hint = Sporočila dobiš samo ti
when = Kdaj
when-in = Kdaj, čas: { $place }
left-out = izpuščeno
in-seconds =
    { $seconds ->
        [one] čez { $seconds } sekundo
        [two] čez { $seconds } sekundi
        [few] čez { $seconds } sekunde
       *[other] čez { $seconds } sekund
    }
looking-up = Gledamo, koga lahko vprašamo …

late-reminder = { $usual } je že mimo, zato gre opomnik čez { $seconds } s.
late-start = { $usual } je že mimo, zato bo sporočilo eno.
asks-twice =
    { $people ->
        [one] { $people } igralca vprašamo na izbranem kanalu:
        [two] { $people } igralca vprašamo na izbranem kanalu:
        [few] { $people } igralce vprašamo na izbranem kanalu:
       *[other] { $people } igralcev vprašamo na izbranem kanalu:
    } { $seconds ->
        [0] ob { $first }
       *[other] čez { $seconds } s
    }, znova ob { $start }.
asks-twice-and-checks =
    { $people ->
        [one] { $people } igralca vprašamo na izbranem kanalu:
        [two] { $people } igralca vprašamo na izbranem kanalu:
        [few] { $people } igralce vprašamo na izbranem kanalu:
       *[other] { $people } igralcev vprašamo na izbranem kanalu:
    } { $seconds ->
        [0] ob { $first }
       *[other] čez { $seconds } s
    }, znova ob { $start }; kdor ob { $check } manjka v glasovnem kanalu, dobi še eno sporočilo.
asks-once =
    { $people ->
        [one] { $people } igralca vprašamo enkrat na izbranem kanalu:
        [two] { $people } igralca vprašamo enkrat na izbranem kanalu:
        [few] { $people } igralce vprašamo enkrat na izbranem kanalu:
       *[other] { $people } igralcev vprašamo enkrat na izbranem kanalu:
    } { $seconds ->
        [0] ob { $start }
       *[other] čez { $seconds } s
    }.
asks-once-and-checks =
    { $people ->
        [one] { $people } igralca vprašamo na izbranem kanalu:
        [two] { $people } igralca vprašamo na izbranem kanalu:
        [few] { $people } igralce vprašamo na izbranem kanalu:
       *[other] { $people } igralcev vprašamo na izbranem kanalu:
    } ob { $start }; kdor ob { $check } manjka v glasovnem kanalu, dobi še eno sporočilo.
dry-asks-twice =
    Nihče drug ne dobi vprašanja. Dobiš ga samo ti, na Discordu: { $seconds ->
        [0] ob { $first }
       *[other] čez { $seconds } s
    }, znova ob { $start }.
dry-asks-twice-and-checks =
    Nihče drug ne dobi vprašanja. Dobiš ga samo ti, na Discordu: { $seconds ->
        [0] ob { $first }
       *[other] čez { $seconds } s
    }, znova ob { $start } in še enkrat, če te ob { $check } ni v glasovnem kanalu.
dry-asks-once =
    Nihče drug ne dobi vprašanja. Dobiš ga samo ti, na Discordu: enkrat, { $seconds ->
        [0] ob { $start }
       *[other] čez { $seconds } s
    }.
dry-asks-once-and-checks =
    Nihče drug ne dobi vprašanja. Dobiš ga samo ti, na Discordu: ob { $start } in še enkrat, če te ob { $check } ni v glasovnem kanalu.
dry-says-nothing = Za nocoj že imaš sporočilo, zato poskusni zagon ne pošlje ničesar.
nobody-answered = Zaenkrat nihče ni rekel, da morda igra, zato ni koga vprašati.
nobody-can-be-asked = Od teh nihče nima privolitve in delujočega kanala, zato ni koga vprašati.
everybody-was-told = Vsi, ki jih smemo vprašati, že imajo sporočilo, zato ne vprašamo znova.
not-now = Ne zdaj
ask-people =
    { $people ->
        [0] Vprašaj
        [one] Vprašaj { $people } igralca
        [two] Vprašaj { $people } igralca
        [few] Vprašaj { $people } igralce
       *[other] Vprašaj { $people } igralcev
    }
start-dry-run = Začni poskusni zagon
working = Trenutek …
cancel-question = Prekličem ta sklic?
keep-going = Naj teče naprej
cancel-before = Vprašan ni bil še nihče in tudi ne bo.
cancel-after = Česar še nismo poslali, ne pošljemo več. Poslana sporočila ostanejo.
clear-question = Počistim ta poskusni zagon?
clear-keep = Obdrži
clear-then = Končan je. Potem lahko nocoj začneš pravi sklic.
