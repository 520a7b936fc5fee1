"""The chance that a policyholder cancels, with the standard library's server."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import joblib
import pandas as pd

MODEL = joblib.load("data/model.joblib")
RANGES = {"calls": (int, 0, 500), "tenure_months": (int, 0, 1200), "monthly_premium": (float, 1, 1000)}
COLUMNS = [*RANGES, "cover"]


def problems(person):
    """Return field -> what is wrong with it."""
    if type(person) is not dict:
        return {"body": "must be a JSON object"}
    found = {name: "is missing" for name in COLUMNS if name not in person}
    for name, (kind, low, high) in RANGES.items():
        if name in person and type(person[name]) not in (int, kind):
            found[name] = f"must be of type {kind.__name__}"
        elif name in person and not low <= person[name] <= high:
            found[name] = f"must lie between {low} and {high}"
    if "cover" in person and type(person["cover"]) is not str:
        found["cover"] = "must be text"
    return found


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(200 if self.path == "/health" else 404, {"status": self.path})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            person = json.loads(body)
        except (ValueError, RecursionError):
            return self.answer(400, {"body": "is not JSON"})
        if found := problems(person):
            return self.answer(422, found)
        row = pd.DataFrame([person], columns=COLUMNS)
        self.answer(200, {"probability": float(MODEL.predict_proba(row)[0, 1])})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    request_queue_size = 128


if __name__ == "__main__":
    Server(("127.0.0.1", int(os.environ["PORT"])), Desk).serve_forever()
