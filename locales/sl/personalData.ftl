# Kaj je shranjeno o tebi: dobiš ali izbrišeš.
stored = Kaj je shranjeno o tebi
stored-means = Vse, kar to spletno mesto hrani o tebi, kot datoteka: tvoji odgovori, tvoja sporočila, kako te dosežemo. Tvojih naslovov ne bere nihče drug.
download-all = Prenesi vse
download-answers = Prenesi odgovore (CSV)
downloading = Prenašamo …
not-downloaded = Ni preneseno. { $reason }

erase = Izbriši me
erase-question = Izbrišem vse o tebi?
erase-means = Čez en teden za vedno izgine vse, kar je tu shranjeno o tebi: tvoji odgovori, kdo si, kako te dosežemo. Do takrat te nihče ne vabi k igri, en pritisk pa vse ohrani. Kar potrebujejo drugi, na primer koliko nas je bilo na večeru, ostane kot številka. Če se pozneje spet prijaviš, začneš na novo.
asked = Izbris: { $when }. Do takrat lahko še ostaneš.

will-be-erased = Izbris tvojih podatkov: { $when }. Do takrat te nihče ne vabi k igri.
stay = Ostani
staying = Ostaneš. Nič se ni izgubilo.

people = Osebni podatki
people-note = Za ljudi, ki te prosijo, da to storiš namesto njih. Dobiš, kar je shranjeno o njih, brez njihovih naslovov. Zapiše se, da gre za tvoje dejanje.
find-label = Poišči nekoga, ki se je že prijavil
find-by = Ime ali Discord id
results = Zadetki
none-matches = Nihče od prijavljenih nima imena »{ $text }«.
handle = @{ $username }
download-of = Prenesi vse: { $name }
answers-of = Prenesi odgovore: { $name }
answers-short = Odgovori (CSV)
erase-somebody = Izbriši
erase-of = Izbriši: { $name }
erase-somebody-question = Izbrišem vse: { $name }?
erase-somebody-means = Oseba to izve in lahko en teden z enim pritiskom ostane. Potem za vedno izgine vse, kar je tu shranjeno o njej.
erased-on = Izbris: { $when }
let-stay = Naj ostane
let-stay-named = Naj ostane: { $name }

leaving = Pred izbrisom
leaving-loading = Nekdo, ki čaka na izbris
leaving-none = Nihče.
leaving-not-loaded = Seznama pred izbrisom ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
asked-by =
    { $who ->
        [person] Na lastno željo.
        [admin] Na željo admina.
        [restore] Izbris je bil opravljen pred obnovitvijo varnostne kopije.
       *[operator] Na željo upravljavca.
    }

all-of-one = Vse, kar to spletno mesto hrani o eni osebi, tabelo za tabelo.
given-as-addresses = Naslovi so navedeni, kot se berejo, pod »addresses«.
names-no-account = Ne imenuje nobenega računa: kdor je rekel stop, morda ni bil nikoli tu.
true-right-now = To velja prav zdaj in se v minuti prepiše.
nobody-here = Nikogar, ki je v njej, ni tu.
