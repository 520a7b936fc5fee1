"""Every refusal in one form: problem details (RFC 9457)."""

from fastapi.responses import JSONResponse


def answer(status: int, detail: str) -> JSONResponse:
    """Return a refusal."""
    return JSONResponse({"detail": detail}, status_code=status)    # not yet what the RFC asks for
