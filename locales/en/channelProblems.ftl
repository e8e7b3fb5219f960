# What admins read where nothing leaves on a channel.
messages-wait = Messages wait: { $detail } ({ $code }).
