# Was schiefging, wenn der Server nichts Besseres sagt. $reason und $what sind ganz: ein Satz, der Name eines Teils.
unreachable = Der Server ist nicht erreichbar. Prüfe deine Verbindung.
too-many = Zu viele Anfragen. Warte einen Moment und versuch es nochmal.
server-problem = Der Server hat ein Problem. Versuch es gleich nochmal.
refused = Der Server hat das nicht angenommen.
something-wrong = Etwas ging schief. Versuch es nochmal.
not-saved = Nicht gespeichert. { $reason }
not-drawn = „{ $what }“ konnte nicht gezeichnet werden.
reload = Seite neu laden
