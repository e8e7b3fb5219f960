# Kdo je zdaj tu.
in-voice = Zdaj v glasovnem kanalu
on-server = Zdaj na strežniku
nobody = Nihče
and-more = in še { $count }
