"""What makers of the project need and its users do not."""
