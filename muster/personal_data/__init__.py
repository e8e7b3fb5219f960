"""What is stored of a person, in their own hands: given to them whole, and erased whole."""
