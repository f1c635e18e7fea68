"""Pages of and about people who pledge for themselves."""
