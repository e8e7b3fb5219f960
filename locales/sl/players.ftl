# Igralci v rokah adminov.
players = Igralci
players-note = Vsi, ki tu igrajo, z vsemi imeni. Kar spremeniš, velja takoj; večino lahko razveljaviš tukaj ali pod »Nedavna dejanja«.
find-label = Poišči igralca
find-by = Del imena ali guid
show = Pokaži
linked =
    { $linked ->
        [yes] Povezani
        [no] Nepovezani
       *[all] Vsi
    }
loading = Igralci in njihova imena
not-loaded = Igralcev ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
nobody = Igralcev še ni.
none-matches = Nihče nima imena »{ $text }«.
more = Pokaži več
list = Seznam igralcev

rating-is = Ocena { $rating }
also = tudi { $names }
alts-are =
    { $count ->
        [one] ista oseba kot { $names }
        [two] ista oseba kot { $names }
        [few] ista oseba kot { $names }
       *[other] ista oseba kot { $names }
    }
linked-to = Povezava: { $name }
linked-to-gone = Povezava: { $name }, a Discord ni več povezan
linked-to-nobody = Brez povezave
edit = Uredi
edit-named = Uredi: { $name }
close = Zapri
close-named = Zapri: { $name }

name = Ime
rename = Preimenuj
rename-hint = Prejšnje ime ostane kot drugo ime.
rating = Ocena
rating-hint = Po njej se izenačijo ekipe; prazno pomeni, da ni znana.
save-rating = Shrani
not-a-number = Ocena je število, na primer 1450 ali 27.5.
aliases = Druga imena
add-alias = Dodaj drugo ime
add = Dodaj
remove = Odstrani
remove-named = Odstrani drugo ime { $alias }
alts = Drugi profili te osebe
split = Loči
split-named = Loči profil { $name }
who-is-it = Kdo je to
unlink = Odveži
unlink-named = Odveži: { $name }
signs-in-by = Prijavlja se tudi z računom { $account }
detach = Odklopi
detach-named = Odklopi račun { $account }
link-label = Poišči, kdo je ta igralec
link-by = Del imena na Discordu ali številka
link = Poveži
link-named = Poveži: { $name }
plays-as = igra kot { $name }
no-account-matches = Nihče od prijavljenih nima imena »{ $text }«.
merge-label = Poišči še en profil iste osebe
merge-into = Združi
merge-named = Združi { $gone } z { $name }

done =
    { $what ->
        [rename] Novo ime: { $value }.
        [rating] Ocena: { $value }.
        [clear-rating] Ocena je izbrisana.
        [add-alias] Zdaj tudi { $value }.
        [remove-alias] Nič več { $value }.
        [link] Povezava: { $value }.
        [unlink] Povezave ni več.
        [detach] Račun { $value } ni več od nikogar, ta igralec pa se mora znova prijaviti.
        [merge] { $value } je zdaj ista oseba.
       *[split] { $value } je zdaj svoja oseba.
    }
nothing-changed = Tako je že zdaj.
undo = Razveljavi
undone = Razveljavljeno.

merge-question = Sta { $gone } in { $name } ista oseba?
merge-means = { $gone } postane še en profil osebe { $name }, z vsemi svojimi imeni. To lahko razveljaviš.
merge-moves = { $gone } postane še en profil osebe { $name }, z vsemi svojimi imeni. { $account }, ki je z njim povezan, je odslej { $name }. To lahko razveljaviš.
merge-joins =
    { $answers ->
        [0] { $account } in { $kept } postaneta ista oseba, { $name }: kar ima eden, imata oba, in prijava gre z obema računoma Discord. Tega ni mogoče razveljaviti.
       *[other] { $account } in { $kept } postaneta ista oseba, { $name }: kar ima eden, imata oba, in prijava gre z obema računoma Discord. { $days ->
                [0] Na noben dan nista odgovorila oba
                [one] Na { $days } dan sta odgovorila oba in velja poznejši odgovor
                [two] Na { $days } dneva sta odgovorila oba in velja poznejši odgovor
                [few] Na { $days } dni sta odgovorila oba in velja poznejši odgovor
               *[other] Na { $days } dni sta odgovorila oba in velja poznejši odgovor
            }. Tega ni mogoče razveljaviti.
    }
merge-waits = Gledamo, kaj bi se zgodilo
merge = Združi

import = Uvozi igralce
import-note = Datoteka CSV z guid, name in po želji aliases in rating. Preden se kaj spremeni, vidiš, kaj.
choose-file = Izberi datoteko
another-file = Izberi drugo datoteko
too-large = Ta datoteka je večja od 700 kB; uvozi jo po delih ali z »muster players import«.
looking = Beremo { $file }
would =
    { $file }: { $added ->
        [one] { $added } nov igralec
        [two] { $added } nova igralca
        [few] { $added } novi igralci
       *[other] { $added } novih igralcev
    }, spremenjeni: { $changed }, nespremenjeni: { $unchanged }.
refused-lines =
    { $count ->
        [one] { $count } vrstica ne ustreza, zato uvoza ni:
        [two] { $count } vrstici ne ustrezata, zato uvoza ni:
        [few] { $count } vrstice ne ustrezajo, zato uvoza ni:
       *[other] { $count } vrstic ne ustreza, zato uvoza ni:
    }
refused-line = Vrstica { $line }: { $reason }
refused-more = in še { $count }
new-players = Novi
changed-players = Spremenjeni
was-and-is = { $before } → { $after }
row-rating = ocena { $rating }
row-also = tudi { $names }
shown-of = Prvih { $shown } od { $count }.
import-now =
    { $count ->
        [one] Uvozi { $count } igralca
        [two] Uvozi { $count } igralca
        [few] Uvozi { $count } igralce
       *[other] Uvozi { $count } igralcev
    }
nothing-to-import = Uvažati ni česa: vse je že tako, kot je v datoteki.
imported = Dodani: { $added }, spremenjeni: { $changed }.
