"""Prices over HTTP: `python young_drivers.py` listens on 127.0.0.1, port PORT."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def price(age: int) -> int:
    """Return the yearly price in euros: 300, and 20 more for each year under 25."""
    return 300 + 20 * max(0, 25 - age)


class Desk(BaseHTTPRequestHandler):
    """Answers GET /health and POST /price with {"age": years}."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200 if self.path == "/health" else 404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            age = json.loads(body)["age"]
            age = int(age)
        except (ValueError, KeyError, TypeError):
            self.answer(422, {"error": "age: a whole number of years is needed"})
            return
        self.answer(200, {"price": price(age)})

    def answer(self, status, value):
        """Send a value as JSON."""
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Desk).serve_forever()
