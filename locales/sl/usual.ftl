# Kaj kdo ob nekem dnevu v tednu večinoma odgovori: v enem dotiku, za ves teden ali namesto njega. Vidi le sam.

words = { $status ->
    [LOOKING] igram
    [AVAILABLE] lahko igram
    [MAYBE] mogoče
   *[NOT_PLAYING] ne igram
}{ $from ->
    [start] { "" }
   *[other] { " " }od { $from }
}{ $count ->
    [0] { "" }
   *[other] , če nas je { $count }
}
as-usual = Kot običajno: { $answer }
as-usual-for = Kot običajno: { $answer }, { $day }

answered-for-you = Odgovorjeno namesto tebe
undo-for = Razveljavi, kar je odgovorjeno za { $day }
undo = Razveljavi

week = Kot običajno, ves teden
week-filled = { $count ->
    [0] Vse je že odgovorjeno
    [one] Za { $count } dan je odgovorjeno kot običajno
    [two] Za { $count } dneva je odgovorjeno kot običajno
    [few] Za { $count } dni je odgovorjeno kot običajno
   *[other] Za { $count } dni je odgovorjeno kot običajno
}
week-undone = { $count ->
    [0] Nič ni razveljavljeno: vmes so že tvoji novi odgovori
    [one] { $count } odgovor je razveljavljen
    [two] { $count } odgovora sta razveljavljena
    [few] { $count } odgovori so razveljavljeni
   *[other] { $count } odgovorov je razveljavljenih
}

heading = Običajni odgovori
note = Kaj ob nekem dnevu večinoma odgovoriš, po tvojih zadnjih osmih odgovorih. Vidiš samo ti.
mode = { $weekday }
mode-suggest = Predlagaj
mode-answer = Odgovori namesto mene
mode-off = Ne predlagaj
which = Kaj je običajno
as-suggested = Kot je predlagano
suggested = Večinoma »{ $answer }«: { $agreed } od zadnjih { $of }.
not-known = Še ni znano
answers-from = Odda se, ko se dan začne, od jutri naprej, in je tako označeno.
answers-nothing = Nič se ne odda, dokler ne izbereš, kaj, ali dokler se pet od zadnjih osmih odgovorov ne ujema.
stopped = Namesto tebe ne odgovarjamo od { $date }.
