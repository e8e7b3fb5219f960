"""Kill -9 of the notifier, again and again; `make chaos` for as many rounds as one likes."""
