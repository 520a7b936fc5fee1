"""What the service counts about itself, in Prometheus's text format."""

import time
from bisect import bisect_left
from collections import Counter
from threading import Lock

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)    # seconds


class Metrics:
    """Counters; a lock, since threads count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, int]] = Counter()          # (path, status) -> how many
        self._people: Counter[str] = Counter()                        # model -> how many
        self._places: Counter[tuple[str, int]] = Counter()            # (path, place in BOUNDS) -> how many
        self._seconds: Counter[str] = Counter()                       # path -> seconds in all

    def answered(self, path: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._requests[path, status] += 1
            self._places[path, bisect_left(BOUNDS, seconds)] += 1
            self._seconds[path] += seconds

    def predicted(self, model: str, people: int) -> None:
        """Count the people that a model was asked about."""
        with self._lock:
            self._people[model] += people

    def text(self) -> str:
        """Return everything as Prometheus reads it."""
        with self._lock:
            lines = ["# HELP http_requests_total Requests answered.", "# TYPE http_requests_total counter"]
            for (path, status), count in self._requests.items():
                lines.append(f'http_requests_total{{path="{path}",status="{status}"}} {count}')
            lines += ["# HELP predictions_total People predicted.", "# TYPE predictions_total counter"]
            lines += [f'predictions_total{{model="{model}"}} {count}' for model, count in self._people.items()]
            lines += ["# HELP http_request_seconds From the request's first byte to the answer's last."]
            lines += ["# TYPE http_request_seconds histogram"]
            for path, seconds in self._seconds.items():
                total = 0
                for place, bound in enumerate((*BOUNDS, "+Inf")):
                    total += self._places[path, place]                # cumulative: each bucket holds those before it
                    lines.append(f'http_request_seconds_bucket{{path="{path}",le="{bound}"}} {total}')
                lines.append(f'http_request_seconds_sum{{path="{path}"}} {seconds}')
                lines.append(f'http_request_seconds_count{{path="{path}"}} {total}')
        return "\n".join(lines) + "\n"


class Measured:
    """Counts each answer, refusals too. An address that we do not have is `other`: strangers must not make series."""

    def __init__(self, app: ASGIApp, metrics: Metrics, paths: tuple[str, ...]) -> None:
        self.app, self.metrics, self.paths = app, metrics, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began = time.perf_counter()
        path = scope["path"] if scope["path"] in self.paths else "other"
        status = 0

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not message.get("more_body", False):                 # before the last byte goes: who has the answer
                self.metrics.answered(path, status, time.perf_counter() - began)    # finds it counted
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except Exception:                                             # answered with 500 further out
            self.metrics.answered(path, 500, time.perf_counter() - began)
            raise
