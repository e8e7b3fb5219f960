# Kje drugi programi izvejo, kaj se dogaja; za admine.
webhooks = Webhooki
webhooks-note = Naslovi drugih programov, ki izvejo, kaj se tu dogaja: številke in časi, brez imen. Vsako sporočilo je podpisano.
loading = Naslov in kaj izve
not-loaded = Webhookov ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
none = Noben drug program še ne izve ničesar.
no-key = Naslovov tu ni mogoče shraniti, dokler upravljavec ne nastavi šifrirnega ključa.
all-there-may-be = Webhookov je { $most }, več jih ne more biti.
add = Dodaj webhook
add-it = Dodaj ta webhook
save = Shrani
cancel = Prekliči
label = Kaj je to
label-example = Na primer: spletna stran klana
address = Naslov
address-hint = Kam pošiljati, s https. Shrani se šifrirano in se ne pokaže več.
address-as-it-was = kot doslej: { $address }/…
hears = Izve
event =
    { $event ->
        [evening-short] Malo pred začetkom nas je premalo
        [call-started] Poziv igralcem
        [session-ready] Dovolj nas je
        [teams-saved] Ekipi sta shranjeni
        [result-recorded] Igrali ali ne
       *[webhook-test] Poskus
    }
secret-said = S to skrivnostjo so podpisana sporočila. Pokaže se samo zdaj.
secret = Skrivnost
copy = Kopiraj
copied = Kopirano
done = Končano
state =
    { $state ->
        [gone] Izklopljeno: tam ni nikogar več (410).
        [failing] Izklopljeno: več dni ni bilo nič sprejeto.
       *[off] Izklopljeno. Kar medtem zamudi, ne izve pozneje.
    }
failing-since =
    { $failures ->
        [one] Od { $time } ni nič sprejeto: { $failures } poskus.
        [two] Od { $time } ni nič sprejeto: { $failures } poskusa.
        [few] Od { $time } ni nič sprejeto: { $failures } poskusi.
       *[other] Od { $time } ni nič sprejeto: { $failures } poskusov.
    }
waiting =
    { $waiting ->
        [one] { $waiting } sporočilo je na poti.
        [two] { $waiting } sporočili sta na poti.
        [few] { $waiting } sporočila so na poti.
       *[other] { $waiting } sporočil je na poti.
    }
nothing-yet = Zadnje čase ni bilo sporočil.
last-taken = Zadnje sporočilo sprejeto { $time }.
tells = Obveščaj: { $label }
test = Pošlji poskus
test-of = Pošlji poskus: { $label }
change = Spremeni
change-of = Spremeni: { $label }
renew = Zamenjaj skrivnost
renew-of = Zamenjaj skrivnost: { $label }
renew-question = Zamenjam skrivnost? { $label }
renew-means = Nova se pokaže samo enkrat. En dan veljata obe, potem dosedanja ne velja več.
remove = Odstrani
remove-of = Odstrani: { $label }
remove-question = Odstranim? { $label }
remove-means = Ta naslov ne izve ničesar več; pozabi se tudi, kaj je bilo z njegovimi sporočili.
deliveries = Sporočila
deliveries-of = Sporočila: { $label }
hide = Skrij
hide-of = Skrij sporočila: { $label }
deliveries-not-loaded = Sporočil ni bilo mogoče naložiti. { $reason }
no-deliveries = V zadnjih 30 dneh ni bilo sporočil.
delivered =
    { $attempts ->
        [1] Sprejeto.
        [one] Sprejeto v { $attempts }. poskusu.
        [two] Sprejeto v { $attempts }. poskusu.
        [few] Sprejeto v { $attempts }. poskusu.
       *[other] Sprejeto v { $attempts }. poskusu.
    }
on-its-way = Na poti.
again-at = Poskus št. { $attempts }; znova { $time }.
given-up = Opuščeno, poskusov: { $attempts }.
reason =
    { $reason ->
        [timeout] V desetih sekundah ni bilo odgovora.
        [no_connection] Tam nihče ne posluša.
        [connection_lost] Povezava se je končala pred odgovorom.
        [unknown_host] Ime ne vodi nikamor.
        [private_address] Naslov vodi v zasebno omrežje, kamor sporočila ne smejo.
        [tls] Potrdilo ni zaupanja vredno ali ima drugo ime.
        [redirect] Naslov vodi drugam ({ $status }); vpiši tistega.
        [status] Odgovor: { $status }.
        [gone] Odgovor: { $status }, tam ni nikogar več.
        [bad_answer] To, kar je prišlo nazaj, ni odgovor spletnega strežnika.
        [unreadable] Noben šifrirni ključ ne odpre več naslova; dodaj ga znova.
        [switched_off] Izklopljeno, preden je bilo sprejeto.
        [sandbox] V peskovniku se nič ne pošlje.
       *[unexpected] Naša napaka; več pove botov dnevnik.
    }
