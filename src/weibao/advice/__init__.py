"""Facts in, advice out: these modules decide nothing by themselves."""
