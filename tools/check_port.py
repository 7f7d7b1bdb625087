"""Whether a port of this machine is free: `check_port.py 8000 run` says what to do if it is not."""

import errno
import socket
import sys


def main(port, target):
    try:
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", int(port)))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            sys.exit(f"Port {port} cannot be used: {error.strerror}. Choose another: PORT=8001 make {target}")
        sys.exit(
            f"Port {port} is taken: another program answers there. Stop it, or choose another port: "
            f"PORT={int(port) + 1} make {target}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
