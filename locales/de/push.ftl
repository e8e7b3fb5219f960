# What a notification says on a device where an answer could not be given at once; one line each, without a link.
kept = Kein Netz. Deine Antwort ist gemerkt und geht raus, sobald es wieder eins gibt.
signed-out = Du bist hier abgemeldet, deshalb ging nichts raus. Öffne die Seite und melde dich an.
not-sent = Deine Antwort ging nicht raus. Öffne die Seite und antworte dort.
