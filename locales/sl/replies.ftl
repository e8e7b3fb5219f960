as-usual = Kot običajno: { $answer }
day-usual = { $day } kot običajno: { $answer }
