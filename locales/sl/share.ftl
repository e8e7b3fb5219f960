# Kaj pokaže povezava do dneva, kamor koli jo kdo prilepi: slika in besede. Brez imen ljudi.
title = { $community }: { $headline }
headline-community = Kdo igra nocoj?
headline-seats = { $when ->
    [tonight] { $looking } od { $needed } nocoj ob { $time }
   *[day] { $day } ob { $time }: { $looking } od { $needed }
}
headline-more = { $when ->
    [tonight] { $looking ->
        [one] { $looking } igra nocoj ob { $time }
        [two] { $looking } igrata nocoj ob { $time }
        [few] { $looking } igrajo nocoj ob { $time }
       *[other] { $looking } igra nocoj ob { $time }
    }
   *[day] { $looking ->
        [one] { $day } ob { $time }: { $looking } igra
        [two] { $day } ob { $time }: { $looking } igrata
        [few] { $day } ob { $time }: { $looking } igrajo
       *[other] { $day } ob { $time }: { $looking } igra
    }
}
headline-no-session = { $when ->
    [tonight] Nocoj ni igre
   *[day] { $day }: ni igre
}
headline-played = { $day }: igra je bila
headline-not-played = { $day }: igre ni bilo
headline-over = { $day }: { $looking } od { $needed }
description-community = Povej, kdaj igraš, in poglej, kdaj igrajo drugi.
description-short = { $missing ->
    [one] Manjka { $missing }. Igraš?
    [two] Manjkata { $missing }. Igraš?
    [few] Manjkajo { $missing }. Igraš?
   *[other] Manjka { $missing }. Igraš?
}
description-ready = Dovolj nas je. Igraš tudi ti?
came = Udeležba: { $count }
could-play = { $count ->
    [one] Še { $count } lahko igra
    [two] Še { $count } lahko igrata
    [few] Še { $count } lahko igrajo
   *[other] Še { $count } lahko igra
}
maybe = { $count } mogoče
could-play-and-maybe = { $available ->
    [one] Še { $available } lahko igra, { $maybe } mogoče
    [two] Še { $available } lahko igrata, { $maybe } mogoče
    [few] Še { $available } lahko igrajo, { $maybe } mogoče
   *[other] Še { $available } lahko igra, { $maybe } mogoče
}
ready = Dovolj nas je
short = { $missing ->
    [one] Manjka { $missing }
    [two] Manjkata { $missing }
    [few] Manjkajo { $missing }
   *[other] Manjka { $missing }
}

share-tonight = Deli nocoj
copied = Povezava je kopirana
copy-by-hand = Povezava do nocojšnjega večera
