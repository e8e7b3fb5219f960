# S čim berejo drugi programi; za admine.
tokens = Žetoni
tokens-note = Z žetonom drug program bere, kar se tu lahko vidi. Bere in ne naredi ničesar drugega.
loading = Žeton in kaj bere
not-loaded = Žetonov ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
none = Žetonov še ni.
make = Naredi žeton
make-it = Naredi ta žeton
cancel = Prekliči
label = Za kaj
label-example = Na primer: prikaz na prenosu
sees = Vidi
reads =
    { $scope ->
        [member] Kar vidi član: tudi imena
       *[public] Kar vidijo vsi: števila
    }
member-means = Tvoj je: velja, dokler imaš pravico admina. Bere kot nihče določen in nič tvojega.
holds = Velja
days =
    { $days ->
        [one] { $days } dan
        [two] { $days } dneva
        [few] { $days } dni
       *[other] { $days } dni
    }
token-said = Tvoj žeton. Pokaže se samo zdaj.
token = Žeton
copy = Kopiraj
copied = Kopirano
done = Končano
revoked = Preklicano
expired = Poteklo { $date }
holds-until = Velja do { $date }
never-used = še brez uporabe
last-used = zadnja uporaba { $date }
by = od: { $name }
revoke = Prekliči
revoke-of = Prekliči: { $label }
revoke-question = Prekličem? { $label }
revoke-means = Z njim ne bere nihče več.
