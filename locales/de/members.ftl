# Mitglieder: für Orgas und Admins, wen man überhaupt fragen kann.
nav = Leute fragen
nav-campaigns = Aufrufe
nav-members = Mitglieder
only-promoters = Mitglieder sehen nur Orgas und Admins.
only-promoters-hint = Was du für dich einstellst, steht unter „Meine Benachrichtigungen“.
signed-out-hint = Melde dich an, um zu sehen, wen man fragen kann, wenn du hier Orga bist.
back-to-tonight = Zurück zu heute Abend
part-invites = Die Einladungslinks

tonight = Wen man fragen kann
askable = { $askable ->
    [one] Person kann heute Abend gefragt werden
   *[other] Leute können heute Abend gefragt werden
}
of-members = { $members ->
    [one] { $members } Mitglied
   *[other] { $members } Mitglieder
}, { $linked } mit einem Spieler verknüpft.
of-members-but = { $members ->
    [one] { $members } Mitglied
   *[other] { $members } Mitglieder
}, { $linked } mit einem Spieler verknüpft: { $reasons }.
declined = { $people ->
    [one] { $people } will nicht gefragt werden
   *[other] { $people } wollen nicht gefragt werden
}
unreachable = { $people ->
    [one] { $people } ist auf keinem Weg erreichbar
   *[other] { $people } sind auf keinem Weg erreichbar
}
away = { $people ->
    [one] { $people } ist weg
   *[other] { $people } sind weg
}
answered = { $answered ->
    [0] Von ihnen hat noch niemand geantwortet.
    [one] { $answered } davon hat schon geantwortet.
   *[other] { $answered } davon haben schon geantwortet.
}
away-hint = Wer weg ist, wird sonst niemandem gezeigt.

list = Mitglieder
find = Mitglied suchen
find-by = Name oder Alias
filter = Zeigen
filter-all = Alle
filter-player = Kein Spieler
filter-consent = Nicht zu fragen
filter-channel = Nicht erreichbar
found = { $found ->
    [one] { $found } Person
   *[other] { $found } Leute
}
nobody = Auf niemanden trifft das zu.
nobody-named = Niemand hier heißt „{ $name }“.
loading = Ein Name üblicher Länge
not-loaded = Die Mitglieder konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
previous = Zurück
next = Weiter
pages = Seiten
page-of = Seite { $page } von { $pages }

no-player = Angemeldet, noch kein Spieler
no-channel = Nicht erreichbar
may-be-asked = Darf gefragt werden
not-to-be-asked = Nicht zu fragen
check-in = Tagesfrage
no-check-in = Keine Tagesfrage
silent = { $days ->
    [0] Heute geantwortet
    [1] Gestern geantwortet
    [one] Vor { $days } Tag geantwortet
   *[other] Vor { $days } Tagen geantwortet
}
never-answered = Noch keine Antwort
