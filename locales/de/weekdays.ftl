# Einstellungen nach Wochentagen: die Regeln der Abende und übliche Antworten.
try-again = Nochmal versuchen
