# What went wrong with webhooks, and with tokens of other programs.
read-token-invalid = Ta žeton ni znan, je potekel ali je preklican.
read-token-not-enough = Ta žeton tega ne sme: bere samo tisto, kar mu določa dokument API.
webhook-not-found = Tega webhooka ni; morda je bil odstranjen.
read-token-not-found = Takega žetona ni.
too-many-webhooks = Webhookov je že deset, več jih ne more biti; najprej enega odstrani.
webhook-off = Ta webhook je izklopljen; najprej ga vklopi.
webhook-unreadable = Tega webhooka ne odpre noben šifrirni ključ več; odstrani ga in ga dodaj znova.
too-many-read-tokens = Hkrati velja že 50 žetonov, več jih ne more; najprej enega prekliči.
address-not-http = To ni spletni naslov; ta se začne s https://.
address-https-only = Dogodki se pošiljajo samo na https://.
address-credentials = Naslov pred gostiteljem ne sme imeti imena in gesla.
address-fragment = Naslov ne sme imeti znaka #.
address-host = To ni ime gostitelja.
address-port = Dogodki se pošiljajo na vrata 443 ali na vrata od 1024 naprej.
address-private = Ta naslov vodi v zasebno omrežje, kamor se dogodki ne pošiljajo.
address-too-long = Naslov ima največ 2000 znakov.
