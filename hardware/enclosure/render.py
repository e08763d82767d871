"""Everything that is made from the solids: STEP and STL of each printed part, drawings with measures, pictures.

python -m hardware.enclosure.render     pictures anew into hardware/pictures, small enough to keep
"""

from pathlib import Path

import cadquery as cq

from hardware.enclosure import drawings, fittings, pictures, printed, stand_ins

Away = tuple[float, float, float]
FROM_FRONT, FROM_BACK, MIDDLE = (-290.0, -700.0, 200.0), (380.0, 700.0, 260.0), (0.0, 58.0, 134.0)
CAPS = ("cap_round", "cap_left", "cap_right", "cap_enter")
TRAY = ("tray", "pi", "usb_hub", "panel_board", "relays", "amplifier", "wire")
LOOKING_OUT = ("ring_window", "ring", "presence", "light_sensor", "microphone")
FACE = ("face", "screen", *LOOKING_OUT)
CHIN = ("chin", *CAPS, "carrier", "buttons", "printer", "speaker", "jack")
SMALL = (760, 560)


def everything(out: Path) -> None:
    """All files into a folder."""
    solids = printed.printed()
    bodies = solids | stand_ins.bought() | stand_ins.shown()
    for kind in ("step", "stl"):
        (out / kind).mkdir(parents=True, exist_ok=True)
        for name, solid in (solids | {"jig_cradle": fittings.jig_cradle()}).items():
            cq.exporters.export(
                solid, str(out / kind / f"{name}.{kind}"), tolerance=0.05, angularTolerance=0.15
            )
    whole = cq.Assembly(name="kiosk")
    for name, body in bodies.items():
        whole.add(body, name=name, color=cq.Color(*pictures.COLOURS.get(name, pictures.SHELL)))
    whole.export(str(out / "step" / "kiosk.step"))
    drawings.draw(out / "drawings")
    views(bodies, out / "pictures")


def views(bodies: dict[str, cq.Workplane], out: Path) -> None:
    """Every picture of README.md, assembly.md and test-jig.md."""
    out.mkdir(parents=True, exist_ok=True)
    pictures.shaded(bodies, out / "front.png", FROM_FRONT, MIDDLE, (900, 960), across=350)
    behind = {name: body for name, body in bodies.items() if name not in stand_ins.shown()}
    pictures.shaded(behind, out / "back.png", FROM_BACK, (0, 70, 134), (760, 820), across=350)
    apart(bodies, out / "apart.png")
    for step, (names, eye, at, across, shift) in STEPS.items():
        some = {name: bodies[name] for name in names}
        pictures.shaded(some, out / f"step-{step}.png", eye, at, SMALL, shift, across)
    cradle = {"lower": fittings.jig_cradle(), "panel_board": _on_bench()}
    pictures.shaded(cradle, out / "jig.png", (-200, -300, 320), (0, 0, 4), SMALL, across=130)


def _on_bench() -> cq.Workplane:
    """The board in its cradle."""
    board = cq.Workplane().box(98, 56, 1.6).translate((0, 0, 6))
    return board.union(cq.Workplane().box(51, 21, 4).translate((-18, 0, 11)))


def apart(bodies: dict[str, cq.Workplane], out: Path) -> None:
    """All parts drawn apart along the way they go in."""
    groups: tuple[tuple[tuple[str, ...], Away], ...] = (
        (CAPS, (0, -70, 0)),
        (("printer",), (0, -150, -10)),
        (("chin",), (0, -40, 0)),
        (("carrier", "buttons", "speaker", "jack"), (0, 20, 0)),
        (("face", "ring_window", "lit"), (0, -60, 60)),
        (("screen", "ring", "presence", "light_sensor", "microphone"), (0, -5, 90)),
        (TRAY, (0, 150, -6)),
        (("lower",), (0, 90, -10)),
        (("upper",), (0, 150, 120)),
        (("door", "lock", "micro_switches"), (0, 300, -10)),
    )
    shift = {name: away for names, away in groups for name in names}
    some = {name: body for name, body in bodies.items() if name not in ("slip", "screws", "glow")}
    pictures.shaded(some, out, (-640, -520, 380), (0, 118, 165), (1300, 1000), shift, across=590)


Step = tuple[tuple[str, ...], Away, Away, float, dict[str, Away]]
STEPS: dict[int, Step] = {
    2: (("face", "chin"), (250, 700, 120), (0, 0, 140), 330, {"chin": (0, 0, -20)}),
    3: (("face", "screen"), (260, 700, 60), (0, 60, 196), 230, {"screen": (0, 62, -29)}),
    4: (
        ("face", *LOOKING_OUT), (200, 700, 20), (0, 70, 224), 170,
        {"ring_window": (0, 22, -10), "ring": (0, 44, -20), "presence": (0, 30, -14), "light_sensor": (0, 30, -14),
         "microphone": (0, 30, -14)},
    ),
    5: (
        ("chin", *CAPS, "carrier", "buttons"), (300, 640, 330), (0, 40, 78), 200,
        dict.fromkeys(CAPS, (0.0, 24.0, 0.0)) | {"carrier": (0.0, 60.0, 0.0), "buttons": (0.0, 100.0, 0.0)},
    ),
    6: (CHIN, (280, 640, 300), (0, 30, 56), 190, {"printer": (0, -60, 0), "speaker": (0, 30, 0), "jack": (0, 40, 0)}),
    8: (TRAY, (140, 700, 120), (0, 90, 56), 150, {}),
    9: ((*CHIN, *TRAY, "lower"), (360, 560, 520), (0, 40, 90), 320,
        dict.fromkeys(CHIN, (0.0, -60.0, 0.0)) | dict.fromkeys(TRAY, (0.0, 0.0, 90.0))),
    10: ((*FACE, *CHIN, *TRAY, "lower", "upper", "lit"), FROM_FRONT, (0, 58, 180), 430,
         dict.fromkeys(("upper",), (0.0, 0.0, 90.0)) | dict.fromkeys((*FACE, "lit"), (0.0, -60.0, 100.0))),
}  # fmt: skip
