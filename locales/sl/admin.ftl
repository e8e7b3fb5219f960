# Okvir okoli razdelkov za admine. Vsak razdelek ima svojo datoteko.
only-admins = Ta stran je za admine
only-admins-hint = Dostop ti lahko da kdo od adminov.
signed-out-hint = Prijavi se kot admin, da jo vidiš.
back-to-tonight = Nazaj na nocoj

sections = Razdelki
players = Igralci
part-players = Igralci
rights = Pravice
part-rights = Kdo ima katero pravico
deliveries = Dostava
part-deliveries = Kaj ni prispelo
evenings = Večeri
members = Člani
part-evenings = Večeri
health = Stanje
part-health = Kako vse skupaj deluje
webhooks = Webhooki
part-webhooks = Webhooki
tokens = Žetoni
part-tokens = Žetoni
personal-data = Osebni podatki
part-personal-data = Osebni podatki
log = Nedavna dejanja
part-log = Kaj je bilo nazadnje storjeno
part-members = Člani
