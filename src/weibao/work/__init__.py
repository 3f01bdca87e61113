"""What was asked, who does it, until it is done."""
