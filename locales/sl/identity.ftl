# Mala navigacija med svojimi stranmi; na telefonu pot do strani, za katere v spodnji vrstici ni prostora.
mine = Moje strani
nav-notifications = Obvestila
nav-profile = Profil
nav-history = Večeri
nav-campaigns = Sklici
nav-members = Člani
nav-admin = Admin
nav-outbox = Odhodno

signed-out = Prijavi se, da izbereš svojega igralca.
not-loaded = Profila ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
loading = Ime običajne dolžine

player = Igralec
choose-player = Izberi svojega igralca. Potem lahko poveš, kdaj igraš.
you-play-as = Igraš kot { $name }
play-as = Igraš kot { $name }.
change-player = Zamenjaj igralca
keep-player = Obdrži tega igralca
unlink-player = Odveži igralca
unlink-question = Odvežem: { $name }?
unlink-means = Tvoji odgovori ne štejejo, dokler spet ne povežeš igralca.

suggestions = Je kateri od teh tvoj?
none-looks-like-you = Noben igralec ni podoben tvojemu imenu na Discordu. Poišči svojega spodaj ali prosi admina, naj ga doda.
find = Poišči svojega igralca
find-by = Ime ali drugo ime
results = Zadetki
none-matches = Igralca »{ $text }« ni.
looking-for-players = Iščemo igralce
this-is-me = To sem jaz
this-is-me-named = To sem jaz: { $name }
linking = Povezujemo …
taken = Zasedeno

create-first = Pod katerim imenom igraš?
create-instead = Ni na seznamu?
played-before = Tu že igraš od prej?
player-name = Ime igralca
create = Ustvari profil
creating = Ustvarjamo …

page = Ta stran
theme = Videz
theme-system = Kot naprava
theme-light = Svetel
theme-dark = Temen
language = Jezik
language-browser = Po brskalniku
written = Datumi in ure
time-zone = Časovni pas

discord = Discord
handle = @{ $username }
sign-out = Odjava
not-signed-out = Odjava ni uspela. { $reason }
unlink-discord = Odveži Discord
unlink-discord-question = Odvežem Discord?
unlink-discord-means = S tem se odjaviš povsod, na vseh napravah. Z Discordom se lahko spet prijaviš, kadar hočeš.

sessions = Prijave
sessions-loading = Brskalnik običajne dolžine
sessions-not-loaded = Prijav ni bilo mogoče naložiti. { $reason }
unknown-browser = Neznan brskalnik
this-browser = Ta brskalnik, od { $begun }
more-sessions = { $count ->
    [one] in še { $count }
    [two] in še { $count }
    [few] in še { $count }
   *[other] in še { $count }
}
since = Od { $begun }
since-and-seen = Od { $begun }, nazadnje { $seen }
sign-out-everywhere = Odjava povsod
sign-out-everywhere-question = Odjavim povsod?
sign-out-everywhere-means = S tem se odjaviš v vseh brskalnikih, tudi v tem. Tvoj igralec, tvoji klepeti in naslov tvojega koledarja ostanejo. Če je ta naslov morda videl kdo drug, na strani Moja obvestila ustvari novega.

change-name = Spremeni ime
keep-name = Obdrži to ime
new-name = Novo ime
name-hint = Po prejšnjih imenih te še vedno najdejo.
name-save = Vzemi to ime
name-saving = Shranjujemo …
names-you-had = Imena, po katerih te poznajo
take-name = Uporabi { $name }
names-left = { $left ->
    [one] V 30 dneh lahko izbereš še { $left }-krat.
    [two] V 30 dneh lahko izbereš še { $left }-krat.
    [few] V 30 dneh lahko izbereš še { $left }-krat.
   *[other] V 30 dneh lahko izbereš še { $left }-krat.
}
names-again = Izbir je bilo zaenkrat dovolj; spet od { $date }.
name-taken-over = Tvoje ime je zdaj { $name }.
names-not-loaded = Tvojih imen ni bilo mogoče naložiti. { $reason }
