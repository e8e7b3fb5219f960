heading = ## Nocoj, { $start }
start = Začetek: { $start }, { $relative }
queue = **Vrsta:** { $names }
queue-empty = **Vrsta:** še nikogar ni
nobody-in-queue = V vrsti še ni nikogar
available = **Lahko igrajo:** { $names }
maybe = **Mogoče:** { $names }
room-open = Načrtovalna soba je odprta.
room-can-open = Dovolj nas je: načrtovalna soba se lahko odpre.
call = Poziv teče: vprašali smo { $asked ->
    [one] { $asked }
    [two] { $asked }
    [few] { $asked }
   *[other] jih { $asked }
}, { $yes ->
    [one] igra { $yes }
    [two] igrata { $yes }
    [few] igrajo { $yes }
   *[other] igra jih { $yes }
}.
heading-over = ## Večer { $start }
over = Tega večera je konec.

event-name = Nocojšnja igra
event = { $count ->
    [0] Nihče še ne igra
    [one] Igra { $count }
    [two] Igrata { $count }
    [few] Igrajo { $count }
   *[other] Igra jih { $count }
}{ $missing ->
    [0] : dovolj nas je.
    [one] , manjka še { $missing }.
    [two] , manjkata še { $missing }.
    [few] , manjkajo še { $missing }.
   *[other] , manjka jih še { $missing }.
} { $begun ->
    [yes] Začelo se je ob { $when }.
   *[no] Začne se ob { $when }.
}

thread-name = Načrtovanje { $day } { $year }
thread-not-yet = Discord niti še ni odprl; poskušamo naprej.
thread-too-late = Discord niti ni odprl, preden je bilo dneva konec.
thread-no-bot = Discord tu ni nastavljen: upravitelj mora nastaviti DISCORD_BOT_TOKEN.
thread-no-channel = Za nit ni nastavljen noben kanal: upravitelj mora nastaviti AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID.
thread-unknown-channel = Discord ne pozna kanala s številko iz AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID; upravitelj jo mora popraviti.
thread-wrong-channel = AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID ni navaden besedilni kanal, zasebne niti pa so samo tam.
thread-no-access = Bot v kanalu ne sme odpirati zasebnih niti: dovoli mu View Channel, Create Private Threads in Send Messages in Threads.
thread-too-many = Strežnik na Discordu ima toliko odprtih niti, kolikor jih sme imeti; kakšno zapri.
thread-bad-token = Discord ne sprejme botovega žetona; upravitelj mora nastaviti drugega.
thread-refused = Discord niti ni odprl; več pove botov dnevnik.
thread-as-stored = { $reason }
