"""The chaos rig: real programs, all that a street can do to them, and a judge who reads what is on the disks."""
