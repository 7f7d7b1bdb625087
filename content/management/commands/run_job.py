from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand

from content.doctor import jobs


class Command(BaseCommand):
    help = "Runs another command and notes how it ended, for the doctor and the desk. Timers call it."
    requires_system_checks = ()  # those of the other command are made

    def add_arguments(self, parser):
        parser.add_argument("job", metavar="COMMAND", help="such as backup")

    def handle(self, *, job, **options):
        if job not in jobs.TIMERS:
            call_command(job)
            return
        command = load_command_class(get_commands()[job], job)
        checks = {"skip_checks": False} if command.requires_system_checks else {}
        with jobs.noted(job):
            try:
                call_command(command, **checks)
            except SystemExit:  # the doctor found a problem, and left word of it where the desk looks
                self.stderr.write(f"{job} found something amiss.")
