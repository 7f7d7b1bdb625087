"""What happens when something breaks: each fault is made for real, and what the site does is held to a promise."""
