# Bis zu einem Tag weg sein: gesagt unter den Benachrichtigungen, dort oder heute Abend beendet; sieht nur man selbst.
away = Weg
away-hint = Niemand fragt dich, bis du zurück bist
back-on = Wieder da am
answered = Du hast gesagt, dass du vielleicht spielst: { $days }. Das gilt weiter.
you-are-away = Du bist bis { $date } weg.
i-am-back = Bin wieder da
you-are-back = Du bist wieder da
