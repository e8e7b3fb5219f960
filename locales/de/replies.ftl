as-usual = Wie üblich: { $answer }
day-usual = { $day } wie üblich: { $answer }
