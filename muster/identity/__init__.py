"""Who somebody is: accounts, sessions, rights, player profiles and the links between them."""
