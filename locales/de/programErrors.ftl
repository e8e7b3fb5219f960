# What went wrong with webhooks, and with tokens of other programs.
read-token-invalid = Diesen Token gibt es nicht, er ist abgelaufen oder widerrufen.
read-token-not-enough = Dieser Token darf das nicht: Er liest nur, was das API-Dokument für ihn nennt.
webhook-not-found = Diesen Webhook gibt es nicht; vielleicht wurde er entfernt.
read-token-not-found = Diesen Token gibt es nicht.
too-many-webhooks = Es gibt schon zehn Webhooks, mehr dürfen es nicht sein; entferne zuerst einen.
webhook-off = Dieser Webhook ist ausgeschaltet; schalte ihn zuerst ein.
webhook-unreadable = Diesen Webhook öffnet kein Schlüssel mehr; entferne ihn und leg ihn neu an.
too-many-read-tokens = Es gelten schon 50 Tokens, mehr dürfen es nicht sein; widerrufe zuerst einen.
address-not-http = Das ist keine Webadresse; die beginnt mit https://.
address-https-only = Ereignisse gehen nur an https://.
address-credentials = Eine Adresse darf vor dem Host weder Namen noch Passwort haben.
address-fragment = Eine Adresse darf kein # enthalten.
address-host = Das ist kein Name eines Hosts.
address-port = Ereignisse gehen an Port 443 oder an einen ab 1024.
address-private = Diese Adresse führt in ein privates Netz, dorthin gehen keine Ereignisse.
address-too-long = Eine Adresse hat höchstens 2000 Zeichen.
