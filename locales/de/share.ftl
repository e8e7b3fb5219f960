# Was ein Link zu einem Tag zeigt, wo immer jemand ihn einfügt: ein Bild und Worte. Keine Namen von Leuten.
title = { $community }: { $headline }
headline-community = Wer spielt heute Abend?
headline-seats = { $when ->
    [tonight] { $looking } von { $needed } heute Abend, { $time }
   *[day] { $looking } von { $needed } am { $day }, { $time }
}
headline-more = { $when ->
    [tonight] { $looking ->
        [one] { $looking } ist dabei heute Abend, { $time }
       *[other] { $looking } sind dabei heute Abend, { $time }
    }
   *[day] { $looking ->
        [one] { $looking } ist dabei am { $day }, { $time }
       *[other] { $looking } sind dabei am { $day }, { $time }
    }
}
headline-no-session = { $when ->
    [tonight] Heute Abend keine Runde
   *[day] Keine Runde am { $day }
}
headline-played = { $day }: es wurde gespielt
headline-not-played = { $day }: es wurde nichts daraus
headline-over = { $day }: { $looking } von { $needed } waren dabei
description-community = Sag, wann du spielst, und sieh, wann die anderen spielen.
description-short = { $missing ->
    [one] { $missing } fehlt. Bist du dabei?
   *[other] { $missing } fehlen. Bist du dabei?
}
description-ready = Die Runde steht. Bist du auch dabei?
came = { $count ->
    [one] { $count } war da
   *[other] { $count } waren da
}
could-play = { $count ->
    [one] { $count } weitere Person könnte spielen
   *[other] { $count } weitere könnten spielen
}
maybe = { $count } vielleicht
could-play-and-maybe = { $available ->
    [one] { $available } weitere Person könnte spielen, { $maybe } vielleicht
   *[other] { $available } weitere könnten spielen, { $maybe } vielleicht
}
ready = Runde steht
short = { $missing ->
    [one] { $missing } fehlt
   *[other] { $missing } fehlen
}

share-tonight = Abend teilen
copied = Link kopiert
copy-by-hand = Der Link zu heute Abend
