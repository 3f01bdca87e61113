"""Administrative divisions with dates: who contains whom."""
