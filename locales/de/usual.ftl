# Was jemand an einem Wochentag meist antwortet: mit einem Tipp, für die ganze Woche oder von selbst. Sehen nur sie selbst.

words = { $status ->
    [LOOKING] bin dabei
    [AVAILABLE] könnte spielen
    [MAYBE] vielleicht
   *[NOT_PLAYING] nicht dabei
}{ $from ->
    [start] { "" }
   *[other] { " " }ab { $from }
}{ $count ->
    [0] { "" }
   *[other] , wenn wir { $count } sind
}
as-usual = Wie üblich: { $answer }
as-usual-for = Wie üblich: { $answer }, { $day }

answered-for-you = Für dich beantwortet
undo-for = Zurücknehmen, was für { $day } geantwortet wurde
undo = Rückgängig machen

week = Wie üblich, die ganze Woche
week-filled = { $count ->
    [0] Es war nichts mehr zu beantworten
    [one] { $count } Tag ist wie üblich beantwortet
   *[other] { $count } Tage sind wie üblich beantwortet
}
week-undone = { $count ->
    [0] Nichts wurde zurückgenommen: du hast inzwischen geantwortet
    [one] { $count } Antwort ist zurückgenommen
   *[other] { $count } Antworten sind zurückgenommen
}

heading = Übliche Antworten
note = Was du an einem Wochentag meist antwortest, aus deinen letzten acht Antworten. Das siehst nur du.
mode = { $weekday }
mode-suggest = Vorschlagen
mode-answer = Für mich antworten
mode-off = Nicht vorschlagen
which = Was üblich ist
as-suggested = Wie vorgeschlagen
suggested = Meist „{ $answer }“: { $agreed } deiner letzten { $of } Antworten.
not-known = Noch nicht bekannt
answers-from = Wird gegeben, wenn der Tag beginnt, ab morgen, und ist so gekennzeichnet.
answers-nothing = Es wird nichts gegeben, bis du auswählst, was, oder fünf deiner letzten acht Antworten übereinstimmen.
stopped = Seit { $date } nicht mehr für dich gegeben.
