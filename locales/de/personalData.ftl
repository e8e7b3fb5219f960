# Was von einem selbst gespeichert ist: gegeben und gelöscht.
stored = Was von dir gespeichert ist
stored-means = Alles, was diese Website über dich aufbewahrt, als Datei: deine Antworten, deine Nachrichten, wie du erreicht wirst. Deine Adressen liest sonst niemand.
download-all = Alles herunterladen
download-answers = Antworten herunterladen (CSV)
downloading = Wird heruntergeladen …
not-downloaded = Nicht heruntergeladen. { $reason }

erase = Alles über mich löschen
erase-question = Alles über dich löschen?
erase-means = In einer Woche ist alles, was hier von dir gespeichert ist, endgültig weg: deine Antworten, wer du bist, wie du erreicht wirst. Bis dahin fragt dich niemand, ob du spielst, und ein Druck behält alles. Was andere brauchen, etwa wie viele an einem Abend kamen, bleibt als Zahl. Meldest du dich später wieder an, fängst du hier neu an.
asked = Deine Daten werden am { $when } gelöscht. Bis dahin kannst du noch bleiben.

will-be-erased = Deine Daten werden hier am { $when } gelöscht. Bis dahin fragt dich niemand, ob du spielst.
stay = Bleiben
staying = Du bleibst. Nichts ging verloren.

people = Persönliche Daten
people-note = Für Leute, die dich bitten, es für sie zu tun. Du bekommst, was von ihnen gespeichert ist, ohne ihre Adressen. Dass du es warst, wird vermerkt.
find-label = Jemanden suchen, der sich angemeldet hat
find-by = Name oder Discord-ID
results = Treffer
none-matches = Niemand, der sich angemeldet hat, heißt „{ $text }“.
handle = @{ $username }
download-of = Alles von { $name } herunterladen
answers-of = Die Antworten von { $name } herunterladen
answers-short = Antworten (CSV)
erase-somebody = Löschen
erase-of = { $name } löschen
erase-somebody-question = Alles über { $name } löschen?
erase-somebody-means = Wer gelöscht wird, erfährt es und kann eine Woche lang mit einem Druck bleiben. Danach ist alles, was hier gespeichert war, endgültig weg.
erased-on = Wird gelöscht am { $when }
let-stay = Bleiben lassen
let-stay-named = { $name } bleiben lassen

leaving = Vor der Löschung
leaving-loading = Jemand, der bald gelöscht wird
leaving-none = Niemand.
leaving-not-loaded = Wer bald gelöscht wird, konnte nicht geladen werden. { $reason }
try-again = Nochmal versuchen
asked-by =
    { $who ->
        [person] Auf eigenen Wunsch.
        [admin] Ein Admin hat es verlangt.
        [restore] War schon gelöscht, bevor ein Backup zurückgespielt wurde.
       *[operator] Der Betreiber hat es verlangt.
    }

all-of-one = Alles, was diese Website von einer Person speichert, Tabelle für Tabelle.
given-as-addresses = Adressen stehen, wie sie zu lesen sind, unter „addresses“.
names-no-account = Sie nennt kein Konto: Wer Stopp gesagt hat, war vielleicht nie hier.
true-right-now = Sie sagt, was gerade gilt, und wird binnen einer Minute überschrieben.
nobody-here = Niemand, der darin steht, ist hier.
