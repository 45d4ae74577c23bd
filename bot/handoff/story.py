"""The making-of as a page that needs no network and can be printed, and as JSON for programs."""

from __future__ import annotations

import base64
import datetime as dt
import html
import json
from typing import TYPE_CHECKING, Any, Final

from bot.domain.plain import to_plain
from bot.domain.texts import Moment, Safe, say
from bot.handoff.thumbnails import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.handoff.making import MadeLine, MakingOf
    from bot.domain.texts import Value

_THUMBNAIL_PX: Final = (320, 180)
_STYLE: Final = """
:root{color-scheme:light}
body{font:16px/1.5 Georgia,"Times New Roman",serif;color:#1c1b19;background:#fff;max-width:60rem;
margin:0 auto;padding:2rem 1.5rem}
h1{font-size:2.4rem;line-height:1.1;margin:0 0 .3rem}
h2{font-size:1.3rem;margin:2.4rem 0 .8rem;border-bottom:2px solid #1c1b19;padding-bottom:.2rem}
.quiet{color:#5c5850}
.numbers{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin:1.6rem 0;padding:0;list-style:none}
.numbers b{display:block;font-size:2rem;line-height:1.1}
.line{display:grid;grid-template-columns:13rem 1fr;gap:0 1.2rem;padding:1rem 0;
border-top:1px solid #ddd8ce;break-inside:avoid}
.line img{width:100%;height:auto;display:block}
.line h3{margin:0 0 .3rem;font-size:1.1rem}
.line p,.line ol{margin:.2rem 0;overflow-wrap:anywhere}
.line ol{padding-left:1.4rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-top:1px solid #ddd8ce;vertical-align:top}
td.n,th.n{text-align:right}
@media(max-width:40rem){.line{grid-template-columns:1fr}}
@media print{body{padding:0;max-width:none;font-size:11pt}a{color:inherit}}
"""
_PEOPLE: Final = ("lines", "prompts", "rounds", "votes", "decisions")


def as_json(told: MakingOf) -> str:
    """All that is told, with its totals; pictures are left out, for their files stay at home."""
    plain: dict[str, Any] = to_plain(told)
    for line in plain["lines"]:
        del line["picture"]
    plain["totals"] = told.totals
    return json.dumps(plain, ensure_ascii=False, indent=1)


def page(told: MakingOf, limit_bytes: int) -> str:
    """The page; where small pictures would make it larger than ``limit_bytes``, it goes without."""
    pictures = {
        line.number: content
        for line in told.lines
        if line.picture is not None and (content := jpeg(line.picture, _THUMBNAIL_PX)) is not None
    }
    whole = "".join(_page(told, pictures))
    if len(whole.encode()) <= limit_bytes:
        return whole
    return "".join(_page(told, {}))


def _page(told: MakingOf, pictures: dict[int, bytes]) -> Iterator[str]:
    def words(key: str, **values: Value) -> str:
        safe = {name: Safe(one) if isinstance(one, str) else one for name, one in values.items()}
        return html.escape(say(told.locale, f"making.{key}", **safe))

    title = words("title", name=told.title)
    yield f'<!doctype html>\n<html lang="{html.escape(told.locale)}">\n<head>\n'
    yield '<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n"
    yield f"<h1>{title}</h1>\n"
    by = f"{html.escape(told.artist)} · " if told.artist else ""
    hours = round(told.work_s / 3600, 1)
    yield f'<p class="quiet">{by}{words("directed", director=told.director, n=hours)} '
    yield f"{words('between', since=_day(told.begun_at), until=_day(told.until))}</p>\n"
    yield '</header>\n<ul class="numbers">\n'
    for name, number in told.totals.items():
        yield f"<li><b>{number}</b> {words(name, n=number)}</li>\n"
    yield f'</ul>\n<p class="quiet">{words("counted")}</p>\n'
    yield f"<h2>{words('lines-head')}</h2>\n"
    for line in told.lines:
        yield from _line(line, pictures.get(line.number), words)
    yield f"<h2>{words('people-head')}</h2>\n"
    heads = [words("person"), *(words(one, n=2) for one in _PEOPLE)]
    yield from _table(
        heads,
        ([person.name, *(str(getattr(person, one)) for one in _PEOPLE)] for person in told.people),
    )
    yield f"<h2>{words('models-head')}</h2>\n"
    heads = [words("model"), words("licence"), words("data"), words("takes", n=2)]
    yield from _table(
        heads,
        ([one.title, one.licence, one.training_data, str(one.takes)] for one in told.models),
    )
    if told.song:
        yield f"<h2>{words('song-head')}</h2>\n<p>{html.escape(told.song)} · "
        yield f"{words('song-facts', length=Moment(told.song_s))}<br>"
        yield f'<span class="quiet">SHA-256 {html.escape(told.song_sha256)}</span></p>\n'
    yield f'<footer><p class="quiet">{words("foot")}</p></footer>\n</main>\n</body>\n</html>\n'


def _line(line: MadeLine, picture: bytes | None, words: Any) -> Iterator[str]:
    yield '<section class="line">\n<div>'
    if picture is not None:
        data = base64.b64encode(picture).decode("ascii")
        alt = html.escape(line.winner)
        yield f'<img src="data:image/jpeg;base64,{data}" alt="{alt}" width="320" height="180">'
    yield "</div>\n<div>\n"
    text = html.escape(line.text or "♪")
    yield f"<h3>{line.number}. {text}</h3>\n"
    if line.prompts:
        yield "<ol>\n"
        for one in line.prompts:
            draft = f" ({words('draft')})" if one.draft else ""
            author = html.escape(one.author)
            yield f"<li>{html.escape(one.text)} <span class='quiet'>— {author}{draft}</span></li>\n"
        yield "</ol>\n"
    counted = [
        f"{number} {words(name, n=number)}"
        for name, number in (("rounds", line.rounds), ("takes", line.takes), ("votes", line.votes))
    ]
    yield f'<p class="quiet">{" · ".join(counted)}</p>\n'
    if line.winner:
        key = f"kept-{line.decided}"
        yield f"<p>{words(key, take=line.winner, seed=line.winner_seed)}</p>\n"
    else:
        yield f"<p>{words('undecided')}</p>\n"
    yield "</div>\n</section>\n"


def _table(heads: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield "<table>\n<thead><tr>" + "".join(f"<th>{one}</th>" for one in heads) + "</tr></thead>\n"
    yield "<tbody>\n"
    for row in rows:
        cells = "".join(
            f"<td{' class=n' if one.isdecimal() else ''}>{html.escape(one)}</td>" for one in row
        )
        yield f"<tr>{cells}</tr>\n"
    yield "</tbody>\n</table>\n"


def _day(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).date().isoformat()
