# Was Admins lesen, wenn auf einem Kanal nichts rausgeht.
messages-wait = Nachrichten warten: { $detail } ({ $code }).
