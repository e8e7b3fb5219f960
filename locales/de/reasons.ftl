# Why a message did not reach somebody, as they are told.
quiet-hours = Es war in deiner Ruhezeit.
withdrew = Du hattest deine Antwort zurückgenommen.
opted-out = Du hattest das ausgeschaltet.
unlinked = Du warst mit keinem Spielerprofil verknüpft.
no-channel = Es gab keinen Kanal, der dich erreicht hätte.
already-notified = Das war dir schon gesagt worden.
expired = Es wäre zu spät gekommen, um zu nützen.
cancelled = Es war nicht mehr nötig.
voice-unknown = Voice ließ sich nicht auslesen.
away = Du warst weg.
over-limit = Du warst schon so oft gefragt worden, wie du willst.
full = Es waren schon genug gefunden.
comes-later = Du hattest gesagt, dass du später kommst.
erasing = Deine Daten werden hier gelöscht.
failed = Der Dienst hat es nicht angenommen.
unknown = Der Dienst hat nicht gesagt, ob es ankam; zweimal wird nicht gesendet.
