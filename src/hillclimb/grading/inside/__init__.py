"""What runs inside the jail: the wire, the jail, the parent and the worker; none of it imports the rest of Hillclimb."""
