# Nastavitve po dnevih v tednu: pravila večerov in običajni odgovori.
try-again = Poskusi znova
