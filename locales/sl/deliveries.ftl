# Kaj ni prispelo, za admine.
deliveries = Dostava
deliveries-note = Kaj je bilo s sporočili, po dnevih, ko bi morala oditi.
loading = Sporočila enega dne in kaj je bilo z njimi
not-loaded = Dostave ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
nothing = Od { $first } do { $last } ni bilo kaj poslati.
sent = poslano: { $number }
failed = ni uspelo: { $number }
unknown = negotovo: { $number }
failed-because = ni uspelo: { $number } · { $meaning }
unknown-because = negotovo: { $number } · { $meaning }
failed-job = Koraka sklica ni bilo mogoče izvesti, zato { $people ->
    [one] { $people } igralec ni izvedel
    [two] { $people } igralca nista izvedela
    [few] { $people } igralci niso izvedeli
   *[other] { $people } igralcev ni izvedelo
} ničesar: { $error }
who = Kdo
who-of = Kdo, { $channel }, { $day }
hide = Skrij
hide-of = Skrij, kdo, { $channel }, { $day }
who-loading = Nekdo in sporočilo
announcement = Objava
somebody = Nekdo, ki ga ni več
message-failed = { $title }, ni uspelo ob { $time }
message-unknown = { $title }, negotovo od { $time }
more = Pokaži več
earlier = Pokaži prejšnje dni
