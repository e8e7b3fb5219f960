# What went wrong with answers, evenings, campaigns, calls and the planning room. $start: a time, HH:MM.
not-your-campaign = Ta sklic lahko prekliče samo organizator, ki ga je začel, ali admin.
not-team-editor = Ekipi lahko shrani samo, kdor je odprl načrtovalno sobo, organizator ali admin.
campaign-not-found = Sklica s tem id ni.
no-planning-room = Za danes še ni načrtovalne sobe; najprej jo odpri.
no-record = O tem večeru ni nič zapisano.
suggestion-not-found = V današnji načrtovalni sobi tega imena ni; izberi katero od prikazanih.
answer-overtaken = Medtem velja že tvoj novejši odgovor; ta ostane.
campaign-exists = Danes tvoj sklic že obstaja; če še teče, ga lahko najprej prekličeš.
day-has-campaign = Danes je en sklic že bil, ta skupnost pa dovoli enega na dan.
nobody-to-ask = Od tistih, ki bi jih lahko vprašali, tega ne želi nihče, zato ni česa poslati.
campaign-over = Ta sklic je že poslal vse; ničesar ni več, kar bi ustavili.
no-session = Nocoj ni igre.
no-session-that-day = Ta dan ni bilo igre.
call-exists = Poziv že teče; sprašuje, dokler nas ni dovolj.
nobody-missing = Nocoj nas je dovolj, zato ni treba nikogar klicati.
session-begun = Nocojšnja igra se je že začela ali pa je ni; za poziv je prepozno.
no-call = Nocoj ni poziva, ki bi ga lahko ustavili.
evening-not-begun = Ta večer se še ni začel; vrni se, ko se bo.
evening-told = Kdo je bil tam, je povedal že glasovni kanal ali igralni strežnik; na roko ni treba zaključiti ničesar.
evening-forgotten = Kdo je bil tam ta večer, ni več shranjeno.
planning-locked = Načrtovalna soba se odpre, ko nas je dovolj.
planning-not-open = Načrtovalne sobe še ni; odpri jo, ko nas bo dovolj.
name-taken-here = To ime je nekdo že predlagal; glasuj zanj.
room-full-of-suggestions = V sobi je 50 imen, več jih ne gre; glasuj za katero od njih.
too-many-suggestions = Danes je tvojih predlogov že 10, več jih ne gre; glasuj za katero od imen.
too-few-players = Za dve ekipi sta potrebna vsaj dva igralca.
nobody-twice = Nihče ne more biti v ekipah dvakrat.
draft-changed = Nekdo je medtem shranil drugačni ekipi; poglej razliko in shrani znova.
not-in-pool = Nekdo v teh ekipah danes ne igra; odstrani ga in shrani znova.
date-in-past = Pretekli dnevi so samo za branje.
date-too-far = Odgovoriš lahko za največ 90 dni vnaprej.
answered-too-early = answered_at je več kot sedem dni nazaj.
answered-in-future = answered_at je v prihodnosti; nastavi uro te naprave.
invalid-arrival = Povej uro po začetku igre, največ šest ur po njem.
arrival-after-start = Igra se začne ob { $start }; povej uro po tem, največ šest ur pozneje.
time-goes-with = Ura gre samo k LOOKING ali AVAILABLE.
invalid-condition = Pogoj zahteva od 2 do 99 igralcev, s tabo vred.
condition-goes-with = Pogoj gre samo k AVAILABLE.
invalid-range = Obdobje se konča, preden se začne.
outside-calendar = Datumi so zunaj koledarja.
range-too-long = Obdobje ima lahko največ 180 dni.
range-most = Obdobje ima lahko največ { $most } dni.
promotions-off = Sklici so v tej skupnosti izklopljeni.
back-after-today = Dan vrnitve mora biti po današnjem.
back-within-year = Dan vrnitve mora biti v enem letu.
rule-weekday = Dan v tednu je število od 0 (ponedeljek) do 6 (nedelja).
rule-threshold = { $weekday }: igra potrebuje od { $least } do { $most } igralcev.
rule-call-most = { $weekday }: poziv vpraša od 1 do { $most } ljudi.
rule-call-below = { $weekday }: možnost je od { $least } do { $most } odstotkov.
rule-time = { $weekday }: uro napiši kot HH:MM.
rule-call-at = { $weekday }: poziv se mora začeti pred igro, ki se začne ob { $start }.
# A weekday at the head of a sentence; 0 is Monday.
weekday =
    { $weekday ->
        [0] Ponedeljek
        [1] Torek
        [2] Sreda
        [3] Četrtek
        [4] Petek
        [5] Sobota
       *[6] Nedelja
    }
