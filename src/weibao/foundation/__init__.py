"""What every floor stands on: the kernel and the permanent record; these know no hotline."""
