"""Text in, tags out: who is on the page, who speaks, what is felt, and where it turns."""
