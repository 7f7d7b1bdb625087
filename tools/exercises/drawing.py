"""The pen of the exercise drawings: points, curves, colors, arrows, and the things that stand around people.

Everything is in centimeters. The floor is y = 0, up is negative, people look to the right. A direction of 0
is straight down, 90 is forward, 180 is up. The widths of lines are in the style of a file, so that a close
view and a wide view are drawn with the same pen.
"""

import math

STYLE = """
svg{--ink:#1d2a2b;--ink-far:#5d6966;--paper:#fff;--floor:#f2ece0;--thing:#f2ece0;--edge:#6b7878;--top:#fff;
--top-far:#e4dfd3;--legs:#ece5d7;--legs-far:#d3cab8;--moves:#3d9585;--moves-far:#2f7a6c;--arrow:#0b534e;
--start:#7f8c8a;--cloth:#c3d0dc;--cloth-edge:#4f6272}
@media (prefers-color-scheme:dark){svg{--ink:#eef1ec;--ink-far:#a3ada9;--paper:#1a2324;--floor:#12191a;
--thing:#243031;--edge:#8b9a99;--top:#33403f;--top-far:#293534;--legs:#3f4843;--legs-far:#2f3632;--moves:#2f9d8e;
--moves-far:#217f72;--arrow:#8bd8cc;--start:#8b9896;--cloth:#4d5c69;--cloth-edge:#b3c3cf}}
path{stroke-linejoin:round;stroke-linecap:round;fill:none}
.moves{fill:var(--moves);stroke:var(--moves);stroke-width:.4}
.moves-far{fill:var(--moves-far);stroke:var(--moves-far);stroke-width:.4}
.outline{stroke:var(--ink);stroke-width:$outline}.outline-far{stroke:var(--ink-far);stroke-width:$outline}
.detail{stroke:var(--ink);stroke-width:$detail}.detail-far{stroke:var(--ink-far);stroke-width:$detail}
.face{stroke:#1d2a2b;stroke-width:$detail}.eye{fill:#1d2a2b}
.skin{fill:$skin}.skin-far{fill:$skin_far}.hair{fill:$hair}.scarf{fill:$scarf}
.top,.shoe{fill:var(--top)}.top-far,.shoe-far{fill:var(--top-far)}
.legs{fill:var(--legs)}.legs-far{fill:var(--legs-far)}
.paper{fill:var(--paper)}.floor{fill:var(--floor)}.edge{stroke:var(--edge);stroke-width:$line}
.thing{fill:var(--thing);stroke:var(--edge);stroke-width:$thin}
.thin{stroke:var(--edge);stroke-width:$thin}.pole{stroke:var(--edge);stroke-width:3}
.cloth{fill:var(--cloth);stroke:var(--cloth-edge);stroke-width:$thin}
.arrow{stroke:var(--arrow);stroke-width:$arrow}.tip{fill:var(--arrow);stroke:var(--arrow);stroke-width:$detail}
.trail{stroke:var(--arrow);stroke-width:$trail;stroke-dasharray:0 $gap}
.start{stroke:var(--start);stroke-width:$line}.level{stroke:var(--edge);stroke-width:$line;stroke-dasharray:$dash}
"""


# Points and curves


def at(point, direction, length):
    a = math.radians(direction)
    return point[0] + length * math.sin(a), point[1] + length * math.cos(a)


def direction(a, b):
    return math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))


def between(a, b, share):
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def points(text):
    """Points from "x,y x,y …"; "!" after a point makes it a corner, which is a third value."""
    words = [word.partition("!") for word in text.split()]
    return [(*map(float, place.split(",")), *corner) for place, corner, _rest in words]


def turned(shape, origin, down=0, scale=1):
    """Points of a small drawing of its own (x forward, y down), set at an origin, their y in a direction."""
    c, s = math.cos(math.radians(down)), math.sin(math.radians(down))
    return [
        (origin[0] + scale * (x * c + y * s), origin[1] + scale * (y * c - x * s), *corner)
        for x, y, *corner in shape
    ]


def numbers(*values):
    return " ".join(f"{round(value, 1) + 0.0:g}" for value in values)


def segments(line, closed=False):
    """Bézier segments (start, handle, handle, end) of a smooth line through its points."""
    ends = (line[-1], line[:2]) if closed else (line[0], line[-1:])
    around = [ends[0], *line, *ends[1]]

    def handle(before, point, after, length):
        if len(point) > 2 or before == after:
            return point[:2]
        return at(point, direction(before, after), length / 3)

    out = []
    for p0, p1, p2, p3 in zip(around, around[1:], around[2:], around[3:], strict=False):
        length = math.dist(p1[:2], p2[:2])
        out.append((p1[:2], handle(p0, p1, p2, length), handle(p3, p2, p1, length), p2[:2]))
    return out


def trace(parts, start="M"):
    return start + numbers(*parts[0][0]) + "".join("C" + numbers(*a, *b, *c) for _, a, b, c in parts)


def curve(line, closed=False):
    return trace(segments(line, closed)) + ("Z" if closed else "")


def lines(*ends):
    return "M" + "L".join(numbers(*end) for end in ends)


def dot(point, radius):
    r, across = numbers(radius, radius), numbers(2 * radius)
    return f"M{numbers(point[0] - radius, point[1])}a{r} 0 1 0 {across} 0a{r} 0 1 0 -{across} 0Z"


def rectangle(x, y, width, height, radius=1.5):
    r = numbers(radius, radius)
    across, down = numbers(width - 2 * radius), numbers(height - 2 * radius)
    return (
        f"M{numbers(x + radius, y)}h{across}a{r} 0 0 1 {r}v{down}a{r} 0 0 1 {numbers(-radius, radius)}"
        f"h-{across}a{r} 0 0 1 {numbers(-radius, -radius)}v-{down}a{r} 0 0 1 {numbers(radius, -radius)}Z"
    )


def path(name, d):
    return f'<path class="{name}" d="{d}"/>'


def outlined(*shapes, strokes="", far=""):
    """Shapes (class, d) that belong together: one outline around all of them, no line between them."""
    line = path("outline" + far, "".join(d for _, d in shapes) + strokes)
    return line + "".join(path(*shape) for shape in shapes)


# Marks


def arrow(*line, size=4):
    end, ahead = line[-1], direction(*line[-2:])
    neck = at(end, ahead + 180, size * 1.6)
    return path("arrow", curve([*line[:-1], neck])) + path("tip", arrow_head(end, ahead, size))


def arrow_head(end, ahead, size):
    neck = at(end, ahead + 180, size * 1.6)
    left, right = at(neck, ahead + 90, size * 1.5), at(neck, ahead - 90, size * 1.5)
    return lines(at(end, ahead, size * 0.4), left, right) + "Z"


def arc(middle, radius, start, end, steps=6):
    return [at(middle, start + (end - start) * i / steps, radius) for i in range(steps + 1)]


def level(a, b):
    """A dotted line, for what stays level."""
    return path("level", lines(a, b))


LETTERS = {  # the strokes of a pen that begins at 0,0
    "A": [points("0,0! 13,-38! 26,0!"), points("5.4,-13 23,-13")],
    "B": [points("0,0! 0,38!"), points("0,0! 14,1 18.6,9 14,17.4 1,18.6! 17,19.4 22,28 17,36.6 0,38")],
}


def letter(name, begin):
    """Dotted, as it is written in the air; an arrow at the end of its last stroke."""
    first, last = (turned(stroke, begin) for stroke in LETTERS[name])
    head = path("tip", arrow_head(last[-1][:2], direction(last[-2][:2], last[-1][:2]), 2.8))
    return path("trail", curve(first) + curve(last)) + head


# Things


def ground(view):
    """Paper and a floor, wider than the view, so that a drawing also fills a frame of another shape."""
    x, y, width, height = view
    left, across = x - 300, width + 600
    paper, floor = rectangle(left, y - 300, across, height + 600, 0), rectangle(left, 0, across, 300, 0)
    return path("paper", paper) + path("floor", floor) + path("edge", lines((left, 0), (left + across, 0)))


def chair(x, seat=45, back=43):
    """From the side; x is the front edge of the seat, the back of the chair is to the left."""
    legs = lines((x - 4, -seat + 4), (x - 2, -1.5)) + lines((x - 39, -seat + 4), (x - 43, -1.5))
    rest = curve([(x - 40, -seat), (x - 44, -seat - back + 21), (x - 46, -seat - back)])
    return path("pole", legs + rest) + path("thing", rectangle(x - 43, -seat, 45, 5, 2.4))


def wall(x):
    return path("floor", rectangle(x, -400, 400, 399, 0)) + path("edge", lines((x, -400), (x, 0)))


def counter(x, height=92):
    front, top = rectangle(x + 4, -height, 400, height, 0), rectangle(x, -height, 404, 5, 2)
    return path("thing", front) + path("thing", top) + path("thin", lines((x + 4, -9), (x + 400, -9)))


def table(x, width, height=72):
    right = x + width - 20
    legs = lines((x + 22, -height + 4), (x + 22, -1.5)) + lines((right, -height + 4), (right, -1.5))
    return path("pole", legs) + path("thing", rectangle(x, -height, width, 4.5, 2))


def mat(x, width):
    """Its top is 3 cm above the floor."""
    return path("thing", rectangle(x, -3, width, 3, 1.4))


def towel(x, y, width):
    """Folded on a table whose top is at y."""
    return path("cloth", rectangle(x, y - 3, width, 3, 1.4))


def towel_roll(x, y, width, height):
    """Seen from its end; x is its middle, y what it lies on."""
    turns = [(0.0, 0.1), (0.16, -0.06), (0.0, -0.2), (-0.24, 0), (0, 0.3), (0.34, 0)]
    spiral = [(x + width * a, y - height / 2 + height * b) for a, b in turns]
    return path("cloth", rectangle(x - width / 2, y - height, width, height, height / 2.01) + curve(spiral))


def rail(x):
    """The y of the rail of a step."""
    return -96 - 0.3 * x


def step(height, depth=120):
    """Its front edge is at 0; a rail rises along it on the far side."""
    posts = lines((18, -height), (18, rail(18))) + lines((58, -height), (58, rail(58)))
    rest = lines((12, rail(12)), (depth, rail(depth)))
    return path("pole", posts + rest) + path("thing", rectangle(0, -height, depth, height, 1))
