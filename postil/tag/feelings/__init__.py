"""Feelings: what is felt, by whom, through which channel. The component `postil_feelings`."""
