"""Another version of the site put in place of the one that runs: `manage.py upgrade`."""
