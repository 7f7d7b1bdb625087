"""What happens when something breaks: each fault is made for real, and the site held to what is promised."""
