# Spieler in den Händen der Admins.
players = Spieler
players-note = Alle, die hier spielen, mit allen Namen. Was du änderst, gilt sofort; das meiste lässt sich hier oder unter „Letzte Aktionen“ rückgängig machen.
find-label = Spieler suchen
find-by = Ein Teil des Namens oder eine guid
show = Zeigen
linked =
    { $linked ->
        [yes] Verknüpft
        [no] Nicht verknüpft
       *[all] Alle
    }
loading = Spieler und ihre Namen
not-loaded = Die Spieler konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
nobody = Es gibt noch keine Spieler.
none-matches = Niemand heißt „{ $text }“.
more = Mehr zeigen
list = Liste der Spieler

rating-is = Wertung { $rating }
also = auch { $names }
alts-are =
    { $count ->
        [one] eine Person mit { $names }
       *[other] eine Person mit { $names }
    }
linked-to = Verknüpft mit { $name }
linked-to-gone = Verknüpft mit { $name }, Discord nicht mehr verknüpft
linked-to-nobody = Niemand ist verknüpft
edit = Bearbeiten
edit-named = { $name } bearbeiten
close = Schließen
close-named = { $name } schließen

name = Name
rename = Umbenennen
rename-hint = Der bisherige Name bleibt als Alias.
rating = Wertung
rating-hint = Danach werden Teams ausgeglichen; leer: nicht bekannt.
save-rating = Speichern
not-a-number = Eine Wertung ist eine Zahl wie 1450 oder 27.5.
aliases = Aliase
add-alias = Alias hinzufügen
add = Hinzufügen
remove = Entfernen
remove-named = Alias { $alias } entfernen
alts = Weitere Profile dieser Person
split = Abtrennen
split-named = { $name } abtrennen
who-is-it = Wer ist das
unlink = Verknüpfung lösen
unlink-named = Verknüpfung von { $name } lösen
signs-in-by = Meldet sich auch mit { $account } an
detach = Abhängen
detach-named = { $account } abhängen
link-label = Suchen, wer dieser Spieler ist
link-by = Ein Teil des Discord-Namens oder eine Nummer
link = Verknüpfen
link-named = { $name } verknüpfen
plays-as = spielt als { $name }
no-account-matches = Niemand, der sich angemeldet hat, heißt „{ $text }“.
merge-label = Ein weiteres Profil derselben Person suchen
merge-into = Zusammenführen
merge-named = { $gone } mit { $name } zusammenführen

done =
    { $what ->
        [rename] Heißt jetzt { $value }.
        [rating] Wertung: { $value }.
        [clear-rating] Die Wertung ist gelöscht.
        [add-alias] Jetzt auch { $value }.
        [remove-alias] Nicht mehr { $value }.
        [link] { $value } ist verknüpft.
        [unlink] Niemand ist mehr verknüpft.
        [detach] { $value } gehört jetzt niemandem, und dieser Spieler muss sich neu anmelden.
        [merge] { $value } ist jetzt dieselbe Person.
       *[split] { $value } steht jetzt für sich.
    }
nothing-changed = Das ist schon so.
undo = Rückgängig machen
undone = Zurückgenommen.

merge-question = Sind { $gone } und { $name } eine Person?
merge-means = { $gone } wird ein weiteres Profil von { $name }, mit allen Namen. Das lässt sich rückgängig machen.
merge-moves = { $gone } wird ein weiteres Profil von { $name }, mit allen Namen. { $account }, damit verknüpft, ist dann { $name }. Das lässt sich rückgängig machen.
merge-joins =
    { $answers ->
        [0] { $account } und { $kept } werden eine Person, { $name }: was eine von beiden hat, haben dann beide, und beide Discord-Konten melden an. Das lässt sich nicht rückgängig machen.
       *[other] { $account } und { $kept } werden eine Person, { $name }: was eine von beiden hat, haben dann beide, und beide Discord-Konten melden an. { $days ->
                [0] Für keinen Tag haben beide geantwortet
                [one] Für { $days } Tag haben beide geantwortet, dort gilt die spätere Antwort
               *[other] Für { $days } Tage haben beide geantwortet, dort gilt die spätere Antwort
            }. Das lässt sich nicht rückgängig machen.
    }
merge-waits = Wir schauen, was passieren würde
merge = Zusammenführen

import = Spieler importieren
import-note = Eine CSV-Datei mit guid, name und, wenn du magst, aliases und rating. Du siehst, was sich ändert, bevor es geschieht.
choose-file = Datei auswählen
another-file = Andere Datei auswählen
too-large = Diese Datei ist größer als 700 kB; importiere sie in Teilen oder mit „muster players import“.
looking = { $file } wird gelesen
would =
    { $file }: { $added ->
        [one] { $added } neuer Spieler
       *[other] { $added } neue Spieler
    }, { $changed } geändert, { $unchanged } unverändert.
refused-lines =
    { $count ->
        [one] { $count } Zeile passt nicht, deshalb wird nichts importiert:
       *[other] { $count } Zeilen passen nicht, deshalb wird nichts importiert:
    }
refused-line = Zeile { $line }: { $reason }
refused-more = und { $count } weitere
new-players = Neu
changed-players = Geändert
was-and-is = { $before } → { $after }
row-rating = Wertung { $rating }
row-also = auch { $names }
shown-of = Die ersten { $shown } von { $count }.
import-now =
    { $count ->
        [one] { $count } Spieler importieren
       *[other] { $count } Spieler importieren
    }
nothing-to-import = Es gibt nichts zu importieren: alles ist schon wie in der Datei.
imported = { $added } hinzugefügt, { $changed } geändert.
