"""The brush: shapes on a 16 by 9 sheet, laid down by skia in the colours of a look.

The only module that knows the vector library. Points are in units from the upper left corner,
so that the same scene is drawn at any size; a subject moves the origin with `placed`.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from training.scenes.looks import finish, outline, tone
from training.scenes.palette import tints

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from training.scenes.palette import Colour

skia: Any = importlib.import_module("skia")  # it comes without types
Point = tuple[float, float]
WIDTH: Final = 16.0
HEIGHT: Final = 9.0


class Brush:
    """Draws on one sheet; `picture` ends it."""

    def __init__(self, width_px: int, height_px: int, look: str) -> None:
        self._surface: Any = skia.Surface(width_px, height_px)
        self._canvas: Any = self._surface.getCanvas()
        self._canvas.scale(width_px / WIDTH, height_px / HEIGHT)
        self._look = look
        self._scale = 1.0
        self._accents: frozenset[Colour] = frozenset()

    def picture(self) -> NDArray[np.uint8]:
        """The finished sheet, shape (height, width, 3)."""
        sheet = self._surface.toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3]
        done: NDArray[np.float32] = finish(self._look, sheet.astype(np.float32) / 255.0)
        return np.asarray(np.clip(done * 255.0 + 0.5, 0, 255), np.uint8)

    @contextmanager
    def placed(
        self,
        x: float,
        y: float,
        size: float,
        *,
        mirrored: bool = False,
        accent: Colour | None = None,
    ) -> Generator[None]:
        """Draw around (x, y) with `size` units for 1; `accent` and its tints are kept by looks."""
        self._canvas.save()
        self._canvas.translate(x, y)
        self._canvas.scale(-size if mirrored else size, size)
        outer, outer_accents = self._scale, self._accents
        self._scale, self._accents = size, frozenset(tints(accent) if accent else ())
        yield
        self._scale, self._accents = outer, outer_accents
        self._canvas.restore()

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A filled polygon."""
        path = skia.Path()
        path.addPoly([skia.Point(x, y) for x, y in points], close=True)
        self._lay(path, colour, alpha)

    def curve(self, points: Sequence[Point], colour: Colour, alpha: float = 1.0) -> None:
        """A filled closed shape, smooth through the middles of its points."""
        path = skia.Path()
        ends = list(zip(points, [*points[1:], points[0]], strict=True))
        (x, y), (x1, y1) = ends[-1]
        path.moveTo((x + x1) / 2, (y + y1) / 2)
        for (x, y), (x1, y1) in ends:
            path.quadTo(x, y, (x + x1) / 2, (y + y1) / 2)
        path.close()
        self._lay(path, colour, alpha)

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """A filled circle."""
        self.oval(x, y, radius, radius, colour, alpha)

    def oval(  # noqa: PLR0917 - a shape's numbers are read in this order everywhere
        self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """A filled ellipse."""
        path = skia.Path()
        path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
        self._lay(path, colour, alpha)

    def box(
        self, x: float, y: float, w: float, h: float, colour: Colour, *, round_: float = 0.0
    ) -> None:
        """A filled rectangle with its upper left corner at (x, y)."""
        path = skia.Path()
        path.addRoundRect(skia.Rect.MakeXYWH(x, y, w, h), round_, round_)
        self._lay(path, colour, 1.0)

    def line(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        alpha: float = 1.0,
        *,
        contour: bool = True,
    ) -> None:
        """A stroke with round ends; looks that outline things outline it where `contour`."""
        path = skia.Path()
        path.addPoly([skia.Point(x, y) for x, y in points], close=False)
        self._trace(path, width, colour, alpha, contour=contour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """A circle's line."""
        path = skia.Path()
        path.addCircle(x, y, radius)
        self._trace(path, width, colour, 1.0, contour=True)

    def arc(  # noqa: PLR0917 - a shape's numbers are read in this order everywhere
        self, x: float, y: float, radius: float, width: float, colour: Colour, alpha: float = 1.0
    ) -> None:
        """The upper half of a circle's line."""
        path = skia.Path()
        path.addArc(skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius), 180, 180)
        self._trace(path, width, colour, alpha, contour=False)

    def wash(self, top: float, bottom: float, colours: Sequence[Colour]) -> None:
        """A vertical gradient over the whole width, never outlined."""
        shader = skia.GradientShader.MakeLinear(
            [skia.Point(0, top), skia.Point(0, bottom)],
            [self._ink(tone(self._look, one, accent=False), 1.0) for one in colours],
        )
        paint = skia.Paint(Shader=shader, AntiAlias=True)
        self._canvas.drawRect(skia.Rect.MakeLTRB(0, top, WIDTH, bottom), paint)

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float) -> None:
        """A soft light that fades to nothing at its radius."""
        toned = tone(self._look, colour, accent=False)
        shader = skia.GradientShader.MakeRadial(
            skia.Point(x, y), radius, [self._ink(toned, alpha), self._ink(toned, 0.0)]
        )
        self._canvas.drawCircle(x, y, radius, skia.Paint(Shader=shader, AntiAlias=True))

    def _lay(self, path: Any, colour: Colour, alpha: float) -> None:
        accent = colour in self._accents
        fill = skia.Paint(Color4f=self._ink(tone(self._look, colour, accent=accent), alpha))
        fill.setAntiAlias(True)
        self._canvas.drawPath(path, fill)
        if alpha == 1.0:
            self._contour(path, colour, accent=accent)

    def _trace(
        self, path: Any, width: float, colour: Colour, alpha: float, *, contour: bool
    ) -> None:
        accent = colour in self._accents
        edge = outline(self._look, colour, accent=accent) if contour and alpha == 1.0 else None
        toned = tone(self._look, colour, accent=accent)
        if edge is not None and self._look == "neon":
            toned = edge[0]
            self._stroke(path, width + 0.2 / self._scale, edge[0], 0.22)
        elif edge is not None:
            self._stroke(path, width + 1.6 * edge[1] / self._scale, edge[0], 1.0)
        self._stroke(path, width, toned, alpha)

    def _contour(self, path: Any, colour: Colour, *, accent: bool) -> None:
        edge = outline(self._look, colour, accent=accent)
        if edge is None:
            return
        if self._look == "neon":
            self._stroke(path, edge[1] * 4.5 / self._scale, edge[0], 0.22)
        self._stroke(path, edge[1] / self._scale, edge[0], 1.0)

    def _stroke(self, path: Any, width: float, colour: Colour, alpha: float) -> None:
        paint = skia.Paint(Color4f=self._ink(colour, alpha), AntiAlias=True)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self._canvas.drawPath(path, paint)

    @staticmethod
    def _ink(colour: Colour, alpha: float) -> Any:
        return skia.Color4f(*(min(1.0, max(0.0, part)) for part in colour), alpha)
