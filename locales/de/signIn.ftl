# Warum das Anmelden nicht klappte; die Seite sagt es einmal.
failed = Die Anmeldung ist abgelaufen oder wurde in einem anderen Browser begonnen, oder dieser Browser lehnt Cookies ab. Fang nochmal an.
discord-unavailable = Die Anmeldung mit Discord klappt gerade nicht. Versuch es gleich nochmal.
not-configured = Die Anmeldung mit Discord ist hier nicht eingerichtet. Frag einen Admin.
unavailable = Die Anmeldung klappte gerade nicht. Versuch es gleich nochmal.
too-often = Das war zu oft. Warte eine Minute und melde dich nochmal an.
