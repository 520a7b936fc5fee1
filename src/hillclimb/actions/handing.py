"""Hand a paper over: written as Markdown, HTML, PDF or DOCX by the ending of the file's name."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from hillclimb.career import Face, MissingLetters, Paper, docx, html, markdown, pdf
from hillclimb.ground import Misuse, Unavailable, new_id

KINDS = (".md", ".html", ".pdf", ".docx")
# In this order: what looks best for most text first, then what brings further scripts.
_FACES = (
    ("NotoSans-Regular", "NotoSans-Bold"),
    ("DejaVuSans", "DejaVuSans-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"),
    ("Arial", "Arial Bold"),
    ("arial", "arialbd"),
    ("segoeui", "segoeuib"),
    ("NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold"),
    ("NotoSansArabic-Regular", "NotoSansArabic-Bold"),
    ("NotoSansHebrew-Regular", "NotoSansHebrew-Bold"),
    ("NotoSansDevanagari-Regular", "NotoSansDevanagari-Bold"),
    ("NotoSansBengali-Regular", "NotoSansBengali-Bold"),
    ("NotoSansTamil-Regular", "NotoSansTamil-Bold"),
    ("NotoSansThai-Regular", "NotoSansThai-Bold"),
    ("NotoSansGeorgian-Regular", "NotoSansGeorgian-Bold"),
    ("NotoSansArmenian-Regular", "NotoSansArmenian-Bold"),
    ("NotoSansEthiopic-Regular", "NotoSansEthiopic-Bold"),
    ("NotoSansCJK-Regular", "NotoSansCJK-Bold"),
    ("DroidSansFallbackFull", ""),
    ("wqy-zenhei", ""),
    ("WenQuanYi Zen Hei", ""),
    ("Arial Unicode", ""),
    ("msyh", "msyhbd"),
)


def print_paper(paper: Paper, kind: str, *, at: datetime) -> bytes:
    """Return a paper as the bytes of a file; refuse a PDF with letters that no font of this machine has."""
    match kind:
        case ".md":
            return markdown(paper).encode()
        case ".html":
            return html(paper).encode()
        case ".docx":
            return docx(paper, at=at)
        case ".pdf":
            try:
                return pdf(paper, _faces(), at=at)
            except MissingLetters as missing:
                names = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing.letters[:5])
                raise Unavailable(
                    f"No font here has the letters {names}, so the PDF would show boxes.",
                    hint="Install a Noto font for that script, or write .html or .docx: they use the reader's fonts.",
                ) from missing
    raise Misuse(f"{kind or 'a name without ending'!r} is no kind of document.", hint=f"One of: {', '.join(KINDS)}")


def write_paper(paper: Paper, target: Path, *, at: datetime) -> Path:
    """Write a paper into a file, whole or not at all; the ending of its name says as what."""
    body = print_paper(paper, target.suffix.lower(), at=at)
    draft = target.with_name(f".{target.name}.{new_id()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(body)
        draft.replace(target)
    except OSError as error:
        raise Unavailable(f"{target} cannot be written: {error.strerror}.", hint="Choose another place.") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return target


@cache
def _faces() -> tuple[Face, ...]:
    """Return the fonts of this machine that a PDF can use, best first."""
    there: dict[str, Path] = {}
    for path in _fonts():
        there.setdefault(path.stem, path)
    return tuple(
        Face(name=f"face{number}", regular=there[regular], bold=there.get(bold))
        for number, (regular, bold) in enumerate(_FACES)
        if regular in there
    )


def _fonts() -> Iterator[Path]:
    home = Path.home()
    match sys.platform:
        case "darwin":
            roots = [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
        case "win32":
            roots = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
        case _:
            roots = [
                home / ".local/share/fonts",
                home / ".fonts",
                Path("/usr/local/share/fonts"),
                Path("/usr/share/fonts"),
            ]
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")):
                    yield Path(folder) / name
