"""What runs inside the jail: wire, walls, parent and worker; none of it imports the rest of Hillclimb."""
