# What became of the steps of a campaign, for promoters.
too-late = Bilo je prepozno, da bi koristilo.
voice-unknown = Glasovnega kanala ni bilo mogoče prebrati.
our-fault = Pri nas je šlo nekaj narobe; dnevnik pove, kaj.
called-off = Igra je odpovedana.
voice-check-off = Preverjanje glasovnega kanala je izklopljeno.
start-says-all = Vse pove sporočilo ob začetku.
nobody-reached = Nikogar ni bilo mogoče doseči.
# What did not go as it should. $parts: a list of those below.
doubts = Ni šlo gladko: { $parts }.
failed = neuspešnih: { $count }
unknown = neznanih: { $count }
too-late-number = prepoznih: { $count }
voice-unread = glasovnega kanala ni bilo mogoče prebrati
summary-unposted = povzetka ni bilo mogoče objaviti
