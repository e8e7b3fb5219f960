"""Cards: what a link to a day shows wherever it is pasted."""
