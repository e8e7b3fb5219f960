# What a notification says on a device where an answer could not be given at once; one line each, without a link.
kept = Ni omrežja. Tvoj odgovor je shranjen in bo poslan, ko bo spet na voljo.
signed-out = Tukaj ni prijave, zato ni bilo nič poslano. Odpri stran in se prijavi.
not-sent = Tvojega odgovora ni bilo mogoče poslati. Odpri stran in odgovori tam.
