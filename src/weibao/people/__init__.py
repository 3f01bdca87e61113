"""Who there is: divisions, units, people and what each may do."""
