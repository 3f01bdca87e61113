"""The data files of the regions module; where each line comes from stands in README.md."""
