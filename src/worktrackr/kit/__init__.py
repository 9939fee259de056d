"""A resource from two structs: its columns, its SQL, its routes. Knows no domain; at most 900 lines."""
