"""Markdown of packs and records as HTML that cannot run anything: parsed without raw HTML, then sanitised."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption"),
        *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "small"),
        *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "var"),
    }
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "div": {"class"},
    "details": {"class"},
    "figure": {"class"},
    "img": {"src", "alt", "loading", "decoding"},
    "li": {"value"},
    "ol": {"start"},
    "pre": {"class", "tabindex"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
}
_ALIGN = re.compile(r"text-align:(left|right|center)")
_FIGURE = re.compile(r"figures/[a-z0-9-]+\.svg")
_FORMATTER = HtmlFormatter(nowrap=True)


def _math(tex: str, options: dict[str, bool]) -> str:
    return html.escape(tex)


def _fence(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    name = token.info.strip().split(" ")[0]
    return code_block(token.content, name)


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Draw an image of the text's own folder with its title as caption; one from elsewhere stays its own words."""
    token = tokens[index]
    source, title = str(token.attrs.get("src", "")), str(token.attrs.get("title", ""))
    if not _FIGURE.fullmatch(source):
        return html.escape(token.content)
    shown = f'<img src="{source}" alt="{html.escape(token.content)}" loading="lazy" decoding="async">'
    return f'<figure class="drawn">{shown}<figcaption>{html.escape(title)}</figcaption></figure>'


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
    reader.use(dollarmath_plugin, renderer=_math, allow_labels=False, allow_space=False, double_inline=True)
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule("image", _image)
    reader.core.ruler.push("aligned_by_class", _align_by_class)
    reader.core.ruler.push("images_of_their_own", _free_images)
    return reader


def _align_by_class(state: object) -> None:
    """Turn a table's inline alignment, which the content policy forbids, into a class."""
    for token in getattr(state, "tokens", ()):
        found = _ALIGN.search(str(token.attrs.get("style", "")))
        if found:
            del token.attrs["style"]
            token.attrs["class"] = f"to-{found[1]}"


def _free_images(state: object) -> None:
    """Take away the paragraph around an image that stands alone: a figure cannot stand in one."""
    tokens: Sequence[Token] = getattr(state, "tokens", ())
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "inline" and [child.type for child in token.children or ()] == ["image"]:
            before.hidden = after.hidden = True


_READER = _reader()


def code_block(text: str, language: str = "python") -> str:
    """Return code, highlighted where the language is known; `output` marks what the code before it prints."""
    if language == "figure":
        drawing = f'<pre class="code" tabindex="0"><code>{coloured(text, "python")}</code></pre>'
        return f'<details class="drawing"><summary>The code of this figure</summary>{drawing}</details>'
    if language == "output":
        shown = f'<pre tabindex="0">{html.escape(text)}</pre>'
        return f'<figure class="output"><figcaption>prints</figcaption>{shown}</figure>'
    return f'<pre class="code" tabindex="0"><code>{coloured(text, language)}</code></pre>'


def coloured(text: str, language: str) -> str:
    """Return code as spans that the stylesheet colours."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        return html.escape(text)
    return str(highlight(text, lexer, _FORMATTER))


@lru_cache(maxsize=256)
def prose(text: str) -> Markup:
    """Return Markdown as safe HTML."""
    return _clean(_READER.render(text))


@lru_cache(maxsize=1024)
def phrase(text: str) -> Markup:
    """Return one paragraph of Markdown as safe HTML without the paragraph around it."""
    return _clean(_READER.renderInline(text))


@lru_cache(maxsize=256)
def code(text: str, language: str = "python") -> Markup:
    """Return code as safe HTML."""
    return _clean(code_block(text.rstrip("\n") + "\n", language))


def _clean(body: str) -> Markup:
    safe = nh3.clean(
        body,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
    )
    return Markup(safe)  # noqa: S704 - sanitised on the line above


def has_maths(*texts: str) -> bool:
    """Whether any of these texts may hold TeX, so that a page loads what draws it only then."""
    return any("$" in text for text in texts)


def without_title(text: str) -> str:
    """Return Markdown without the first-level heading that opens it; the page has that as its own."""
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.startswith("# ") else text
