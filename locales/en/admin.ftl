# The frame around the admins' sections. Each section has a file of its own.
only-admins = This place is for admins
only-admins-hint = Whoever is an admin can let you in.
signed-out-hint = Sign in as an admin to see it.
back-to-tonight = Back to tonight

sections = Sections
evenings = Evenings
part-evenings = The evenings
