# Moja obvestila. Kaj bi kdo dobil, v enem stavku, potem vrstico za vrstico.
try-again = Poskusi znova
loading = Kaj bi ti prišlo, kje in kdaj ne
not-loaded = Nastavitev ni bilo mogoče naložiti. { $reason }
saved = Shranjeno

receive = Kaj bi ti prišlo
line-by-line = Sporočilo za sporočilom
sentence = { $what ->
    [none] Trenutno te ne bi doseglo nič.
    [asked] Na { $asked } bi ti pisali samo organizatorji.
    [ready] Na { $where } bi ti pisali, ko nas je dovolj.
    [check-in] Na { $where } bi ti pisali, ko nas je dovolj in ob dnevih brez tvojega odgovora.
    [ready-asked] Na { $where } bi ti pisali, ko nas je dovolj in ko igralcev manjka.
   *[all] Na { $where } bi ti pisali, ko nas je dovolj, ko igralcev manjka in ob dnevih brez tvojega odgovora.
}
sentence-away = Nič pred { $date }: do takrat te ni.
sentence-quiet = Nikoli od { $from } do { $to }.
order-one = { $first }
order-two = { $first }, sicer { $second }
order-three = { $first }, sicer { $second }, sicer { $third }
order-four = { $first }, sicer { $second }, sicer { $third }, sicer { $fourth }

check-in = Dnevno vprašanje
check-in-hint = Vpraša te ob dnevih brez tvojega odgovora
check-in-line = Na { $where }, ob dnevih brez tvojega odgovora.
ready = Dovolj nas je
ready-line = { $count ->
    [one] Na { $where }, ko igra { $count }, razen če ne igraš ali še ni tvojega odgovora.
    [two] Na { $where }, ko igrata { $count }, razen če ne igraš ali še ni tvojega odgovora.
    [few] Na { $where }, ko igrajo { $count }, razen če ne igraš ali še ni tvojega odgovora.
   *[other] Na { $where }, ko igra { $count }, razen če ne igraš ali še ni tvojega odgovora.
}
asked = Ko igralcev manjka
asked-line = Na { $where }, ko organizator išče igralce.
sound = Zvok
sound-line = Na tej strani, ko nas je dovolj, največ enkrat na { $duration }.
quiet = Tihe ure
quiet-line = Nobenega sporočila od { $from } do { $to } (čas: { $place }). Sporočila organizatorjev odpadejo; druga pridejo potem, če ni prepozno.
nothing = Nič.
no-quiet = Jih ni.

why = Zakaj je (ali ni) prišlo?
why-loading = Zadnja sporočila zate
why-none = Zaenkrat ti ni bilo treba ničesar povedati.
why-older = Sporočila s te povezave ni med tvojimi zadnjimi.
on-channel = { $channel }
this-message = Sporočilo, katerega povezava je odprta
state-pending = Čaka
state-sending = Na poti
state-sent = Poslano
state-failed = Ni uspelo
state-skipped = Ni poslano
state-unknown = Ni znano
outcome = { $state }.
outcome-because = { $state }. { $reason }

messages = Sporočila
threshold = Dovolj nas je: povej mi, ko nas igra toliko
threshold-usual = Prazno pomeni { $count }, kot za vse.
ask-me = Vprašaj me, ko igralcev manjka
ask-me-hint = Organizatorji ti potem smejo pisati glede nocojšnje igre

show-attendance = Na seznamu večera pokaži mojo udeležbo
show-attendance-hint = Seznam vidijo organizatorji in kapetani; brez tega šteješ samo kot številka

asks = Vprašaj me največ
in-a-day = Na dan
in-a-week = Na teden
times-a-day = { $count ->
    [0] nikoli
   *[other] { $count }× na dan
}
times-a-week = { $count ->
    [0] nikoli
   *[other] { $count }× na teden
}
asks-hint = Ko ni tvojega odgovora in igralcev manjka. Štejejo tudi sklici, ki so te vprašali

hours = Ure brez sporočil
quiet-hint = Dokler trajajo, ni sporočil
from = Od
to = Do
quiet-same = Dvakrat ista ura pomeni, da tihih ur ni.
zone = Časovni pas
zone-here = Vzemi s te naprave: { $zone }
zone-unknown = Časovnega pasu »{ $text }« ni. Poskusi z najbližjim velikim mestom.

channels = Kanali
linked-to = Povezano: { $address }
linked = Povezano
not-linked = Ni povezano
not-here = Ta skupnost tu še ne pošilja
address-lost = Shranjenega naslova ni več mogoče prebrati. Poveži ga znova
switched-off = Izklopljeno. { $reason }
preferred = Najljubši kanal
whichever = Kateri koli, ki deluje
link = Poveži
link-channel = Poveži { $channel }
not-now = Ne zdaj
not-now-channel = Ne zdaj: { $channel }
unlink = Odveži
unlink-channel = Odveži { $channel }
unlink-question = Odvežem { $channel }?
unlink-means = Sporočila tja ne bodo več prihajala, naslov pa bo pozabljen.
is-linked = { $channel } je povezan. Sporočila zdaj prihajajo tja.
test = Pošlji mi poskusno sporočilo
test-on-channel = Pošlji mi poskusno sporočilo na { $channel }
test-on-its-way = Na poti.
test-too-soon = Zaenkrat je eno poskusno sporočilo dovolj. Poskusi znova čez { $duration }.
test-too-soon-moment = Zaenkrat je eno poskusno sporočilo dovolj. Poskusi znova čez trenutek.
test-not-sent = Ni poslano. { $reason }

code-loading = Koda, ki jo pošlješ iz klepeta
code-expired = Ta koda je potekla.
code-new = Nova koda
code-waits = Čakamo na tvoje sporočilo. Poteče čez { $time }
qr = Koda QR: odpre bota v Telegramu
open-app = Odpri Telegram in tam pritisni Start.
scan-or-open = Preberi kodo s telefonom ali tu odpri Telegram, potem pritisni Start.
open-telegram = Odpri Telegram
or-send = Ali pa pošlji to na { $recipient }:
send = Pošlji to na { $recipient }:
telegram-bot = bota te skupnosti
signal-number = številko te skupnosti v Signalu
copy = Kopiraj
copied = Kopirano

telegram-handle = Id klepeta v Telegramu
signal-handle = Številka v Signalu
telegram-example = Številka, na primer 123456789
signal-example = +386 40 123 456
handle-replace = Vpiši drugo, da jo zamenjaš
handle-stored = Shranjeno: { $address }
handle-remove = Odstrani
handle-remove-named = Odstrani: { $handle }
handle-no-place = Ta stran še nima nastavljenega hranjenja kontaktov.
handle-linked-first = Najprej se uporabi tvoj povezani klepet { $channel }.
handle-lost = Shranjenega ni več mogoče prebrati. Vpiši znova.
handle-no-name = Telegram na ime ne dostavi ničesar. Raje poveži Telegram: odpri bota in pritisni Start.

in-this-page = Na tej strani
sounds = Zvoki
sounds-hint = Ko nas je za nocoj dovolj, dokler je ta stran odprta
sound-every = Največ enkrat na
sound-play = Predvajaj
duration-seconds = { $count ->
    [one] { $count } sekundo
    [two] { $count } sekundi
    [few] { $count } sekunde
   *[other] { $count } sekund
}
duration-minutes = { $count ->
    [one] { $count } minuto
    [two] { $count } minuti
    [few] { $count } minute
   *[other] { $count } minut
}
