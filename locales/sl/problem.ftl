# Kaj je šlo narobe, kadar strežnik ne pove česa boljšega. $reason in $what sta cela: stavek, ime dela.
unreachable = Strežnik ni dosegljiv. Preveri povezavo.
too-many = Preveč zahtev. Počakaj trenutek in poskusi znova.
server-problem = Strežnik ima težavo. Poskusi znova čez trenutek.
refused = Strežnik tega ni sprejel.
something-wrong = Nekaj je šlo narobe. Poskusi znova.
not-saved = Ni shranjeno. { $reason }
not-drawn = Dela »{ $what }« ni bilo mogoče narisati.
reload = Znova naloži stran
