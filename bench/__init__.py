"""How fast and how big, beside a bare reference: `make bench`. Nothing here is a test."""
