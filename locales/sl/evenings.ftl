# Pravila po dnevih v tednu, za admine.

weekdays = Dnevi v tednu
weekdays-note = Kar izbereš tukaj, velja pred nastavitvami te namestitve, v vsakem sporočilu in na vsaki strani.
session = Igra
start = Začetek
enough = Koliko igralcev je dovolj
call-at = Poziv ob, če igralcev manjka
call-below = Samo če je možnost manjša od
any-chance = Ne glede na možnost
per-cent = { $number } %
ask-at-most = Vprašaj največ
as-set = Kot je nastavljeno ({ $value })
never = Nikoli
as-many = Kolikor je treba
