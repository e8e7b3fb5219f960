# Da te do nekega dne ni: poveš med svojimi obvestili, končaš tam ali na strani »Nocoj«; vidiš samo ti.
away = Ni me
away-hint = Nihče te ne vpraša, dokler se ne vrneš
back-on = Spet tu
answered = Tvoj odgovor, da morda igraš, velja za { $days }.
you-are-away = Do { $date } te ni.
i-am-back = Spet sem tu
you-are-back = Spet si tu
