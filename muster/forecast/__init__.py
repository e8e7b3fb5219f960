"""Will we be enough: the chance that the threshold is reached, learned from evenings."""
