# How everything does: lines for admins; the doctor prints the English ones. What is in capitals or in ` stays.
after-migrations = se pogleda, ko so vse migracije izvedene
hours =
    { $count ->
        [one] { $count } uro
        [two] { $count } uri
        [few] { $count } ure
       *[other] { $count } ur
    }
days =
    { $count ->
        [one] { $count } dan
        [two] { $count } dneva
        [few] { $count } dni
       *[other] { $count } dni
    }
backups-off = MUSTER_BACKUP_DIR ni nastavljen, zato se sama ne naredi nobena
backups-no-folder = MUSTER_BACKUP_DIR: mape { $folder } ni; ustvari jo
not-writable = v { $folder } ta uporabnik ne more pisati
backups-none = v { $folder } še ni nobene; naredi jo `muster up` ali `muster backup --daily`
backups-late = zadnja v { $folder } je stara { $age }, od { $moment }; poglej, kaj o tem pravi `muster up`
backups-kept =
    zadnja v { $folder } je stara { $age }, od { $moment }; shranjeno za { $days ->
        [one] { $days } dan
        [two] { $days } dneva
        [few] { $days } dni
       *[other] { $days } dni
    }
backups-empty = prazne, torej niso varnostne kopije: { $names }; odstrani jih iz { $folder } in poglej njen disk
backups-ahead = datirane v prihodnost, zato ne štejejo: { $names }; poglej uro te naprave in jih odstrani iz { $folder }
bot-never = tukaj še ni tekel; zažene ga `muster up` ali `muster bot`
bot-silent = zadnji znak { $moment } UTC; zaženi `muster up` ali `muster bot`
bot-heard = zadnji znak pred { $seconds } s
addresses-lost = shranjeni naslovi, ki jih ne odpre noben nastavljen ključ: { $count }; tja ne pride nič. Dodaj takratni ključ v CONTACT_DATA_ENCRYPTION_KEY ali naj jih lastniki vpišejo znova
addresses-open = vsi shranjeni naslovi se odprejo
keys-set = nastavljenih: { $count }; prvi šifrira
keys-none = CONTACT_DATA_ENCRYPTION_KEY ni nastavljen; `muster generate-key` ga izpiše
keys-needed = CONTACT_DATA_ENCRYPTION_KEY ni nastavljen; `muster generate-key` ga izpiše, Telegram in Signal ga potrebujeta
postgres-old = PostgreSQL { $version }; potreben je { $oldest } ali novejši
postgres-answers = PostgreSQL { $version } se odziva, uporabnik { $user }
migrations-edited = spremenjene, odkar so bile izvedene: { $names }; vrni jih, kot so bile
migrations-to-run = čakajoče: { $count }; zaženi `muster migrate`
migrations-newer = { $numbers } je izvedel novejši Muster; kmalu posodobi to namestitev
migrations-done = vse izvedene ({ $count }), nobena spremenjena
clock-of-database = uri baze in te naprave se razlikujeta za { $seconds } s
clock-of-service = uri storitve { $service } in te naprave se razlikujeta za { $seconds } s
set-clocks = obe nastavi po NTP
channel-problem = { $problem } ({ $code })
channel-unheard = kar ljudje napišejo ali pritisnejo (kanal: { $channel }), ne pride do bota, zato odgovori, povezave klepetov in /stop tam nimajo učinka: { $problem } ({ $code })
messages-overdue =
    { $count ->
        [one] { $count } sporočilo zamuja
        [two] { $count } sporočili zamujata
        [few] { $count } sporočila zamujajo
       *[other] { $count } sporočil zamuja
    } več kot pet minut; poglej vrstici o botu in botov dnevnik
messages-none =
    nobeno ne čaka; nobeno ni bilo na vrsti v zadnjih { $days ->
        [one] { $days } dnevu
        [two] { $days } dneh
        [few] { $days } dneh
       *[other] { $days } dneh
    }
messages-in-time = poslana v sekundi, ko so bila na vrsti: { $shares }
share = { $sent } od { $due } ({ $day })
who-was-slow = kdo je bil počasen, pove service_rests v botovem dnevniku
no-bot = noben bot ne teče; zažene ga `muster up` ali `muster bot`
no-bot-token = delujoči bot nima DISCORD_BOT_TOKEN
gateway-off = delujoči bot je bil zagnan brez DISCORD_BOT_TOKEN; zaženi ga znova
gateway-connecting = delujoči bot se povezuje; čez minuto poglej znova
gateway-connected = delujoči bot je povezan
gateway-bad-token = Discord zavrača žeton delujočega bota, sprejme pa tega, ki je nastavljen tu: nastavi DISCORD_BOT_TOKEN tudi tam, kjer teče bot, in ga zaženi znova
gateway-missing-intents = delujočemu botu vstop ni dovoljen; glej Discord intents
gateway-unreachable = delujoči bot ne doseže prehoda; glej gateway_ended v njegovem dnevniku in dovoli websockete navzven (wss, vrata 443)
gateway-silent = delujoči bot o tem molči; zaženi ga v tej različici
discord-problem = { $place }: { $what }
with-code = { $words } ({ $code })
place-gateway = prehod
place-tonight = nocojšnje sporočilo
place-commands = shranjevanje ukazov
place-interactions = ukazi in gumbi
place-event = načrtovani dogodek
discord-no-access = bot tega tam ne sme
discord-no-channel = takega kanala ni
discord-no-server = takega strežnika ni ali bota ni na njem
discord-bad-token = Discord zavrača žeton
discord-message-refused = Discord zavrača, kar se pošlje
discord-quarantined = Discord je bota označil; poglej aplikacijo v Developer Portalu
discord-too-many-events = strežnik ima že toliko dogodkov, kot jih sme imeti
discord-endpoint-url = gredo na naslov; Developer Portal → General Information → Interactions Endpoint URL → izprazni, bota zaženi znova
discord-connection-lost = povezava se je prekinila
discord-connection-refused = tam povezav nihče ne sprejema ali pa jih zavrača požarni zid
discord-no-such-host = njegovo ime ni znano; poglej DNS naprave
discord-certificate = potrdilu se ne zaupa; poglej potrdila in uro naprave
discord-timeout = odgovora ni bilo pravočasno
discord-something-else = namesto Discorda odgovarja nekaj drugega; glej DISCORD_API_BASE_URL, in ali omrežje naprave najprej zahteva prijavo
discord-away = povezave predolgo ni bilo
discord-too-many-sessions = Discord botu zdaj ne dovoli novih sej
env-read = { $path } je prebran; okolje ima prednost
env-none = { $path } ni (napiše ga `muster setup`); prebrano je okolje
setting-twice = { $name } je večkrat v { $place }, v vrsticah { $lines }; velja zadnja
setting-meant = { $name } ({ $place }) ni nastavitev Musterja; morda { $meant }?
setting-unknown = { $name } ({ $place }) ni nastavitev Musterja; vse našteje `muster docs settings`
settings-unknown = { $names } in še { $more } ({ $place }) niso nastavitve Musterja; vse našteje `muster docs settings`
origin-not-https = FRONTEND_ORIGIN ni https, zato piškotki in prijava potujejo nezaščiteno
secret-generated = SESSION_SECRET je ustvarjen v { $folder }; nastavi svojega, če `muster web` teče na več napravah
reminder-late = AVAILABILITY_DAILY_REMINDER_TIME je { $time }, od { $end } naprej pa opomnika ne dobi nihče; nastavi zgodnejšo uro ali nobene
settings-read = prebrano; časovni pas skupnosti je { $zone }
data-folder-unusable = { $folder } ta uporabnik ne more ustvariti ali vanj pisati; popravi MUSTER_DATA_DIR ali lastnika mape ali zaženi kot uporabnik Musterja
disk-scarce = { $size } GiB prosto na { $folder }; PostgreSQL se ustavi, ko je polno, zato takoj naredi prostor
disk-low = { $size } GiB prosto na { $folder }; naredi prostor
disk-free = { $size } GiB prosto na { $folder }
disk-scarce-backups = { $size } GiB prosto na { $folder }; ko je polno, kopije ni mogoče narediti, zato takoj naredi prostor
files-scarce = datotek, ki gredo še na { $folder }, ne glede na proste bajte: { $count }; takoj jih nekaj odstrani
files-low = datotek, ki gredo še na { $folder }, ne glede na proste bajte: { $count }; nekaj jih odstrani
names-later = se primerjajo, ko so vse migracije izvedene
names-same = { $players }: isto ime ali guid z drugačnimi velikimi črkami, sestavo ali nevidnimi znaki, ali brez vidnih; delujejo naprej; enega preimenuj z `muster players import` in njegovim guid, ali naj se lastnik poveže s pravim profilom
team-names-same = imena ekip dvakrat v eni sobi: { $names }; glasovi za obe štejejo
names-fine = nobena dva igralca ali imeni ekip nista enaka
and-more = { $entries } in še { $more }
webhooks-none = nobenega
webhooks-on = vklopljeni: { $on }
webhooks-some-on = vklopljeni: { $on }, izklopljeni: { $off }
webhooks-see = glej #/admin?section=webhooks
webhook-gone = { $name } pravi, da ga ni več (410), zato je izklopljen
webhook-given-up = { $name } več dni ni sprejel ničesar, zato je izklopljen
webhook-silent = { $name } že { $age } ni sprejel ničesar
devices-none = nobene
devices-on-key = z zdajšnjim ključem: { $count }
devices-on-older-key = še s starejšim ključem iz MUSTER_VAPID_PRIVATE_KEY, ki ga zamenjajo, ko kdo na njih odpre stran: { $count }
devices-on-lost-key = prijavljene s ključem, ki ni nastavljen: { $count }; naslednje sporočilo jih izbriše. Dodaj takratni ključ v MUSTER_VAPID_PRIVATE_KEY, za zdajšnjega, ali naj lastniki obvestila vklopijo znova
# What was looked at.
subject-settings-file = datoteka z nastavitvami
subject-settings = nastavitve
subject-data-folder = podatkovna mapa
subject-disk = disk
subject-backups = varnostne kopije
subject-database = baza
subject-migrations = migracije
subject-database-clock = ura baze
subject-messages = sporočila
subject-contact-key = ključ za naslove
subject-names = imena
subject-webhooks = webhooki
subject-push-devices = naprave za obvestila
subject-bot = bot
subject-running-bot = delujoči bot
subject-gateway = prehod Discorda
subject-server = strežnik Discord
subject-channel = kanal Discord
