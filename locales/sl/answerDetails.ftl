# Kaj lahko odgovor pove poleg stanja: od kdaj in pod katerim pogojem.
answer = Tvoj odgovor
in = Igram
only-if = Samo če nas je …
available = Lahko igram
we-are = Koliko, s tabo vred
from = Od
the-start = Od začetka
save = Shrani
not-now = Ne zdaj
