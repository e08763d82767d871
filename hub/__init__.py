"""The neighbourhood's hub: hears entries, promises places, seats tables, forgets at night."""
