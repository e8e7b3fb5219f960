# Zakaj prijava ni uspela; stran to pove enkrat.
failed = Prijava je potekla, se je začela v drugem brskalniku ali pa ta brskalnik zavrača piškotke. Začni znova.
discord-unavailable = Prijava z Discordom trenutno ne deluje. Poskusi znova čez trenutek.
not-configured = Prijava z Discordom tu ni nastavljena. Vprašaj admina.
unavailable = Prijava trenutno ni uspela. Poskusi znova čez trenutek.
too-often = To je bilo prevečkrat. Počakaj minuto in se znova prijavi.
