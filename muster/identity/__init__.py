"""Who somebody is: Discord accounts, sessions, player profiles and the links between them."""
