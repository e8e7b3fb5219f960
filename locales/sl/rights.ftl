# Pravice po ljudeh, za admine.
rights = Pravice
rights-note = Organizatorji vabijo ljudi k igri; admini tudi to in vse na tej strani. Sprememba velja takoj.
loading = Kdo sme kaj
not-loaded = Pravic ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
tier =
    { $tier ->
        [root] Root
        [admin] Admin
        [promoter] Organizator
        [moderator] Moderator
       *[none] Brez pravice
    }
from-settings =
    { $right ->
        [admin] Admin po ADMIN_DISCORD_IDS, kar se spremeni v nastavitvah
       *[promoter] Organizator po PROMOTER_DISCORD_IDS, kar se spremeni v nastavitvah
    }
given-by = Pravico da { $name }, { $date }
given-by-operator = Pravico da upravljavec, { $date }
handle = @{ $username }
never-signed-in = Še brez prijave
you = Ti
right-of = Pravica: { $name }
take = Odvzemi
take-from = Odvzemi pravico: { $name }
take-question = Odvzamem pravico: { $name }?
take-means = Do pritiska na gumb velja: { $tier }. Pravico je mogoče dati znova.
take-own = Pravico odvzemaš sebi. Vrne ti jo lahko drug admin.

give = Daj pravico
find-label = Poišči nekoga, ki se je že prijavil
find-by = Ime ali Discord id
results = Zadetki
none-matches = Nihče od prijavljenih nima imena »{ $text }«. Cel Discord id najde vsak račun.
make =
    { $tier ->
        [root] Postavi za root
        [admin] Postavi za admina
       *[promoter] Postavi za organizatorja
    }
make-named =
    { $tier ->
        [root] Postavi za root: { $name }
        [admin] Postavi za admina: { $name }
       *[promoter] Postavi za organizatorja: { $name }
    }
has-it = { $name }: zdaj { $tier }.
