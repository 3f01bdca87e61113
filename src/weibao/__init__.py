"""Weibao (未保): the one-stop platform behind a minors' protection hotline."""
