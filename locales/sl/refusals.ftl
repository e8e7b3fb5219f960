dms-closed = Discord nam ne pusti, da ti pišemo. Dovoli zasebna sporočila s strežnika skupnosti, potem to znova vklopi.
bot-blocked = Naš bot je pri tebi blokiran. Odblokiraj ga tam, potem to znova vklopi.
unknown-recipient = Na ta naslov na { $channel } ne moremo pisati. Poveži klepet s kodo s te strani, pa bo.
refused = { $channel } je zavrnil naša sporočila zate. Znova vklopi.
linked-by-another = Klepet z naslovom, ki je bil vpisan tu, je povezal nekdo drug, zato je zdaj njegov. Poveži svoj klepet, če želiš tam dobivati sporočila.
chat-stopped = Iz klepeta je prišlo, naj nehamo. Znova ga poveži, če želiš tam dobivati sporočila.
as-stored = { $reason }
devices-gone = Nobena od tvojih naprav ne sprejema več naših sporočil. Znova vklopi obvestila tam, kjer jih želiš.
