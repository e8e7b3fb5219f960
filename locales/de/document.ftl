# Was auf der Seite steht, bevor ihr Code läuft (index.html), auf der Seite für unbekannte Adressen (not-found.html) und in dem,
# was ein Handy liest, wenn es die Seite installiert (manifest.webmanifest).

description = Wer spielt heute Abend: eine Community, Tag für Tag.
broken = Diese Seite ließ sich nicht anzeigen
broken-means = In diesem Browser ist etwas schiefgegangen; was du gespeichert hast, bleibt. Lade die Seite neu. Hilft das nicht, sag denen, die diese Seite betreiben, was unten steht.
broken-reload = Seite neu laden
code-not-loaded = Der Code der Seite ließ sich nicht laden.
browser-too-old = Dieser Browser ist zu alt für den Code der Seite.
no-script = Muster braucht JavaScript, um zu zeigen, wer heute Abend spielt.

nothing-title = Hier ist nichts · Muster
nothing = Unter dieser Adresse gibt es nichts
nothing-means = Vielleicht ist sie vertippt, oder was hier stand, ist umgezogen.
where-to-go = Wohin
tonight = Heute Abend
week = Woche
teams = Teams

installed-description = Wer heute Abend spielt.
shortcut-tonight = Spielst du heute Abend?
