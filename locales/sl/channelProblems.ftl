# Kaj preberejo admini, kadar na kanalu nič ne odide.
messages-wait = Sporočila čakajo: { $detail } ({ $code }).
