# Kar bot pove na Discordu: gumbi, ki imajo največ 80 znakov, in odgovori, ki jih vidi samo tisti, ki pritisne.
open-page = Odpri stran
planning-room = Načrtovalna soba
take-back = Umakni odgovor
link-me = Poveži se
somebody-else = Nekdo drug
cancel-campaign = Prekliči sklic
call-players = Pozovi igralce
stop-call = Ustavi poziv
save-teams = Sestavi in shrani izenačeni ekipi
open-chat = Odpri klepet

wrong-server = Ta bot je doma na strežniku druge skupnosti, zato tukaj tega ne more.
only-on-server = To deluje samo na strežniku skupnosti.
too-fast = To je bilo veliko naenkrat. Poskusi znova čez minuto.
unknown-button = Ta gumb je s starejšega sporočila. Uporabi najnovejše ali pa ukaz.
unknown-command = Ta ukaz se je spremenil. Znova naloži Discord in poskusi še enkrat.
no-such-status = Izberi enega od ponujenih odgovorov.
day-is-over = Ta večer je mimo. Uporabi nocojšnje sporočilo ali /avail set.
preview-is-over = Ta večer je mimo. /promote preview pokaže, koga lahko vprašaš nocoj.
call-is-over = Ta večer je mimo. /call preview pokaže, koga lahko pozoveš nocoj.
teams-are-over = Ta večer je mimo. /plan teams sestavi nocojšnji ekipi.

place = V vrsti imaš številko { $place }.
looking = **{ $count ->
    [one] { $count } igra
    [two] { $count } igrata
    [few] { $count } igrajo
   *[other] { $count } igra
}:**
looking-without-names = **{ $count ->
    [one] { $count } igra
    [two] { $count } igrata
    [few] { $count } igrajo
   *[other] { $count } igra
}.** Poveži se, da vidiš, kdo.
on-condition = **Pod pogojem:** { $names }
day-counts = **{ $day }:** { $counts }
with-LOOKING = **Igrajo:** { $names }
with-AVAILABLE = **Lahko igrajo:** { $names }
with-MAYBE = **Mogoče:** { $names }
see-who = Poveži se, da vidiš, kdo.
names-more = { $names } in še { $count }
and-more = in še { $count }

link-yourself-found = Poveži se s profilom igralca, samo enkrat. Je kateri od teh tvoj?
link-yourself-create = Poveži se s profilom igralca, samo enkrat. Noben ni videti tvoj, zato ustvari novega.
link-yourself-none = Poveži se s profilom igralca, samo enkrat. Noben ni videti tvoj: poišči ga na strani ali prosi admina, naj ga doda.
this-is-me = To sem jaz: { $name }
i-am = Jaz sem { $name }
create-player = Ustvari profil { $name }
linked = Tvoj profil igralca: { $name }.
already-linked = Tvoj profil igralca je že { $name }; to spremeniš v profilu na strani.
send-this-to = Pošlji to na { $where }:
send-this-to-bot = Pošlji to botu ({ $channel }):
works-once = Velja enkrat, do <t:{ $until }:t>. Nikomur ga ne pokaži.
no-such-channel = { $channel } v tej skupnosti ni nastavljen.

told-by-others = Danes teče tudi sklic nekoga drugega in zanj izvedo vsi, ki bi jih lahko vprašali.
nobody-agreed = Nihče od tistih, ki bi jih lahko vprašali, tega ne želi, zato ni česa poslati.
would-be-asked = **Vprašali bi { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
}** ({ $channels }):
on-channel = { $channel }: { $count }
heard-elsewhere = Iz drugega sklica danes { $count ->
    [one] izve { $count } igralec
    [two] izvesta { $count } igralca
    [few] izvejo { $count } igralci
   *[other] izve { $count } igralcev
}, ničesar dvakrat.
others-ask = Danes teče tudi sklic nekoga drugega; nihče ne izve istega dvakrat.
dry-runs-here = Tukaj so sklici poskusni, če ne določiš drugače: sporočilo dobiš samo ti.
one-message = Eno sporočilo ob <t:{ $start }:t>{ $then ->
    [look] , nato pogled, kdo je v glasovnem kanalu
    [more] , nato pogled, kdo je v glasovnem kanalu, in še eno sporočilo tistim, ki manjkajo
   *[none] { "" }
}.
reminder-and-start = Opomnik ob <t:{ $reminder }:t>, začetek ob <t:{ $start }:t>{ $then ->
    [look] , nato pogled, kdo je v glasovnem kanalu
    [more] , nato pogled, kdo je v glasovnem kanalu, in še eno sporočilo tistim, ki manjkajo
   *[none] { "" }
}.
start-dry-run = Začni poskusni zagon
ask = Vprašaj { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
}
only-you = Poskusni zagon: sporočilo dobiš samo ti.
will-be-asked = Vprašali bomo { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
} ({ $channels }).
others-campaign = Danes nimaš svojega sklica. Nekdo drug ga je začel ob <t:{ $created }:t>, za { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
}. Naj ga prekličem?
cancelled-in-time = Preklicano. Nič še ni bilo poslano.
cancelled = Preklicano. { $count ->
    [one] { $count } sporočilo je že odšlo
    [two] { $count } sporočili sta že odšli
    [few] { $count } sporočila so že odšla
   *[other] { $count } sporočil je že odšlo
}; več jih ne bo.
no-campaign = Danes ni nobenega sklica.
no-campaign-of-yours = Danes nimaš svojega sklica.

call-short = Nocoj { $missing ->
    [one] manjka { $missing }
    [two] manjkata { $missing }
    [few] manjkajo { $missing }
   *[other] manjka { $missing }
}.
call-nobody = Nocoj { $missing ->
    [one] manjka { $missing }
    [two] manjkata { $missing }
    [few] manjkajo { $missing }
   *[other] manjka { $missing }
}, a zdaj ni nikogar, ki bi ga lahko vprašali.
call-first = **Nocoj { $missing ->
    [one] manjka { $missing }
    [two] manjkata { $missing }
    [few] manjkajo { $missing }
   *[other] manjka { $missing }
}.** Najprej bi vprašali: { $names }
call-askable = Skupaj bi lahko vprašali { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
}. Naslednje vprašamo ob <t:{ $next }:t>, če bo takrat še koga manjkalo.
call-left-alone = Pri miru bi pustili { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
}: po želji ali ker se jih ne da doseči.
call-started = Poziv teče: vpraša največ { $count ->
    [one] { $count } igralca
    [two] { $count } igralca
    [few] { $count } igralce
   *[other] { $count } igralcev
}, v razmiku največ { $minutes ->
    [one] { $minutes } minute
    [two] { $minutes } minut
    [few] { $minutes } minut
   *[other] { $minutes } minut
}, dokler nas ni dovolj. Nihče ni vprašan dvakrat.
call-held = Zadržano: nocoj se noben poziv ne začne sam. /call start ga še vedno začne.
call-stopped-in-time = Ustavljeno. Nihče še ni dobil vprašanja.
call-stopped = Ustavljeno. Vprašanje { $count ->
    [one] je že dobil { $count } igralec
    [two] sta že dobila { $count } igralca
    [few] so že dobili { $count } igralci
   *[other] je že dobilo { $count } igralcev
}; nihče drug ga ne dobi.

room-opened = Načrtovalna soba je odprta.
room-open-already = Načrtovalna soba je bila že odprta.
joined = Nocoj igraš.
joined-already = Nocoj že igraš, tvoje mesto je v načrtovalni sobi.
no-teams = Shranjenih ekip še ni.
teams-changed = Medtem je ekipi shranil nekdo drug; to sta.
saved-teams = **Shranjeni ekipi**
side = **{ $side }:** { $names }
nobody-yet = še nihče
captain = { $name } (kapetan)

session-ready = Dovolj nas je: { $where }.
daily-check-in = Dnevno vprašanje: { $where }.
on = { $channel }
else-on = { $where }, sicer { $channel }
off = izklopljeno
off-without-channel = izklopljeno, ker ni vklopljen noben kanal
promoters-may-not-ask = Organizatorji te smejo vprašati: ne.
promoters-may-ask = Organizatorji te smejo vprašati: da, najprej { $channel }.
promoters-may-ask-anywhere = Organizatorji te smejo vprašati: da, po katerem koli kanalu.
quiet-hours = Tihe ure: od { $from } do { $until }.
no-quiet-hours = Tihe ure: jih ni.
time-zone = Časovni pas: { $zone }.
language = Jezik: { $language }.
language-as-said = Jezik: kot pove Discord.
channel-off = { $channel }: { $why }
discord-on = Vklopi sporočila na Discordu
discord-off = Izklopi sporočila na Discordu
checkin-on = Vklopi dnevno vprašanje
checkin-off = Izklopi dnevno vprašanje
promotions-on = Vklopi sporočila organizatorjev
promotions-off = Izklopi sporočila organizatorjev
as-discord-says = Kot pove Discord
