# The frame around the admins' sections. Each section has a file of its own.
only-admins = This place is for admins
only-admins-hint = Whoever is an admin can let you in.
signed-out-hint = Sign in as an admin to see it.
back-to-tonight = Back to tonight

sections = Sections
players = Players
part-players = The players
rights = Rights
part-rights = Who has which right
deliveries = Deliveries
part-deliveries = What did not arrive
evenings = Evenings
members = Members
part-evenings = The evenings
health = Health
part-health = How everything does
webhooks = Webhooks
part-webhooks = The webhooks
tokens = Tokens
part-tokens = The tokens
personal-data = Personal data
part-personal-data = Personal data
log = Done lately
part-log = What was done lately
part-members = Members
