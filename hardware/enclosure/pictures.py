"""Pictures of the enclosure: shaded views and line drawings, from the solids themselves."""

from pathlib import Path

import cadquery as cq
import vtk
from PIL import Image

from hardware.enclosure import parameters as p
from hardware.enclosure.planes import face_plane

SHOWN = Path(__file__).parents[2] / "docs/pictures/attract.png"
Colour = tuple[float, float, float]
# The kiosk's own colours (docs/design.md): a dark face around the screen, warm lamps for what is pressed.
SHELL: Colour = (0.90, 0.88, 0.84)
FRONT: Colour = (0.17, 0.19, 0.22)
LAMP: Colour = (0.96, 0.76, 0.31)
INSIDE: Colour = (0.62, 0.66, 0.70)
BOARD: Colour = (0.20, 0.45, 0.36)
PAPER: Colour = (0.99, 0.99, 0.97)
GLASS: Colour = (0.10, 0.12, 0.16)
METAL: Colour = (0.70, 0.70, 0.68)
COLOURS = {
    "chin": FRONT, "face": FRONT, "lower": SHELL, "upper": SHELL, "door": SHELL, "tray": INSIDE, "carrier": INSIDE,
    "clamp": INSIDE,
    "ring_window": PAPER, "cap_round": LAMP, "cap_left": LAMP, "cap_right": LAMP, "cap_enter": LAMP,
    "screen": (0.20, 0.29, 0.42), "lit": GLASS, "glow": LAMP,
    "screws": (0.36, 0.38, 0.41), "printer": (0.13, 0.13, 0.14), "slip": PAPER, "ring": BOARD,
    "presence": PAPER, "light_sensor": LAMP, "microphone": METAL, "speaker": GLASS, "jack": METAL, "buttons": BOARD,
    "lock": METAL, "micro_switches": GLASS, "pi": BOARD, "usb_hub": GLASS, "panel_board": BOARD,
    "relays": (0.15, 0.30, 0.60), "amplifier": (0.55, 0.20, 0.20), "wire": (0.85, 0.45, 0.15),
}  # fmt: skip
LAMPS = (
    ((-0.7, -1.0, 0.9), 0.72),
    ((1.2, -0.8, 0.4), 0.42),
    ((0.3, 1.2, 0.6), 0.72),
    ((-1.0, 0.5, 0.2), 0.42),
)  # where from, how bright
TOLERANCE, ANGLE, SHARP = 0.03, 0.15, 30.0


def shaded(
    bodies: dict[str, cq.Workplane],
    out: Path,
    eye: tuple[float, float, float],
    at: tuple[float, float, float],
    size: tuple[int, int] = (1200, 1200),
    shift: dict[str, tuple[float, float, float]] | None = None,
    across: float = 330.0,
) -> None:
    """A view from a place, with shadows in the corners. shift: parts drawn apart; across: mm from top to bottom."""
    scene = vtk.vtkRenderer()
    scene.SetBackground(1, 1, 1)
    if "lit" in bodies:
        scene.AddActor(_shown((shift or {}).get("lit", (0, 0, 0))))
    for name, body in bodies.items():
        if name == "lit":
            continue
        away = (shift or {}).get(name, (0, 0, 0))
        for actor in _actors(body, COLOURS.get(name, SHELL)):
            actor.SetPosition(*away)
            scene.AddActor(actor)
    _light(scene)
    camera = scene.GetActiveCamera()
    camera.ParallelProjectionOn()
    camera.SetPosition(*(a + b for a, b in zip(at, eye, strict=True)))
    camera.SetFocalPoint(*at)
    camera.SetViewUp(0, 0, 1)
    camera.SetParallelScale(across / 2)
    scene.ResetCameraClippingRange()
    _take(scene, out, size)


def _shown(away: tuple[float, float, float]) -> vtk.vtkActor:
    """What the screen shows: the question, as docs/pictures has it."""
    plane = face_plane(p.PLATE - 0.3).plane
    half = (p.SCREEN.lit[0] / 2, p.SCREEN.lit[1] / 2)
    corners = [(-half[0], -half[1]), (half[0], -half[1]), (-half[0], half[1])]
    places = [plane.toWorldCoords((p.SCREEN_AT[0] + x, p.SCREEN_AT[1] + y)).toTuple() for x, y in corners]
    sheet = vtk.vtkPlaneSource()
    sheet.SetOrigin(*places[0])
    sheet.SetPoint1(*places[1])
    sheet.SetPoint2(*places[2])
    reader = vtk.vtkPNGReader()
    reader.SetFileName(str(SHOWN))
    texture = vtk.vtkTexture()
    texture.SetInputConnection(reader.GetOutputPort())
    texture.InterpolateOn()
    texture.MipmapOn()
    mapper = vtk.vtkPolyDataMapper()
    mapper.SetInputConnection(sheet.GetOutputPort())
    actor = vtk.vtkActor()
    actor.SetMapper(mapper)
    actor.SetTexture(texture)
    actor.SetPosition(*away)
    actor.GetProperty().LightingOff()
    return actor


def _actors(body: cq.Workplane, colour: Colour) -> list[vtk.vtkActor]:
    """Faces and edges of one body."""
    skin_of = vtk.vtkPolyDataNormals()  # round where it is round, sharp at edges
    skin_of.SetInputData(_triangles(body))
    skin_of.SetFeatureAngle(SHARP)
    faces = vtk.vtkPolyDataMapper()
    faces.SetInputConnection(skin_of.GetOutputPort())
    faces.ScalarVisibilityOff()
    skin = vtk.vtkActor()
    skin.SetMapper(faces)
    skin.GetProperty().SetColor(*colour)
    skin.GetProperty().SetAmbient(0.34)
    skin.GetProperty().SetDiffuse(0.70)
    skin.GetProperty().SetSpecular(0.08)
    skin.GetProperty().SetSpecularPower(18)
    edges = vtk.vtkFeatureEdges()
    edges.SetInputData(_triangles(body))
    edges.SetFeatureAngle(SHARP)
    edges.BoundaryEdgesOff()
    edges.ManifoldEdgesOff()
    edges.ColoringOff()
    lines = vtk.vtkPolyDataMapper()
    lines.SetInputConnection(edges.GetOutputPort())
    lines.SetResolveCoincidentTopologyToPolygonOffset()
    rim = vtk.vtkActor()
    rim.SetMapper(lines)
    rim.GetProperty().SetColor(*(part * 0.55 for part in colour))
    rim.GetProperty().SetLineWidth(1.6)
    return [skin, rim]


def _triangles(body: cq.Workplane) -> vtk.vtkPolyData:
    """A body's skin; corners that faces share are one point, or every seam would be an edge."""
    corners, triangles = body.combine().val().tessellate(TOLERANCE, ANGLE)
    points, cells = vtk.vtkPoints(), vtk.vtkCellArray()
    for corner in corners:
        points.InsertNextPoint(corner.x, corner.y, corner.z)
    for triangle in triangles:
        cells.InsertNextCell(3, triangle)
    data = vtk.vtkPolyData()
    data.SetPoints(points)
    data.SetPolys(cells)
    merged = vtk.vtkCleanPolyData()
    merged.SetInputData(data)
    merged.Update()
    return merged.GetOutput()


def _light(scene: vtk.vtkRenderer) -> None:
    for place, strength in LAMPS:
        lamp = vtk.vtkLight()
        lamp.SetLightTypeToSceneLight()
        lamp.SetPosition(*(part * 1000 for part in place))
        lamp.SetFocalPoint(0, 60, 130)
        lamp.SetIntensity(strength)
        scene.AddLight(lamp)


def _take(scene: vtk.vtkRenderer, out: Path, size: tuple[int, int]) -> None:
    """Drawn at twice the size and made smaller: smooth edges without asking the graphics card for them."""
    window = vtk.vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetSize(size[0] * 2, size[1] * 2)
    window.AddRenderer(scene)
    window.Render()
    grab = vtk.vtkWindowToImageFilter()
    grab.SetInput(window)
    grab.ReadFrontBufferOff()
    writer = vtk.vtkPNGWriter()
    writer.SetFileName(str(out))
    writer.SetInputConnection(grab.GetOutputPort())
    writer.Write()
    window.Finalize()
    with Image.open(out) as large:
        small = large.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.quantize(96, dither=Image.Dither.NONE).save(out, optimize=True)
