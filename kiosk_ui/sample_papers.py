"""A slip and a table sheet for nobody: to warm up with, to try a printer with, to look at. Pure."""

from wire.messages import HelpLine, SheetTable, Sign, Slip, TableSheet

FLAMINGO, BICYCLE = Sign("\N{FLAMINGO}", "flamingo"), Sign("\N{BICYCLE}", "bicycle")
TEAPOT, BELL = Sign("\N{TEAPOT}", "teapot"), Sign("\N{BELL}", "bell")

SLIP = Slip(
    id="00000000-0000-7000-8000-000000000000",
    entry="00000000-0000-7000-8000-000000000000",
    kiosk="kiosk",
    language="en",
    words="What are you curious about today?",
    place="Library",
    address="2 Mill Lane",
    directions="",
    walk_min=5,
    starts=0,
    day="2026-01-01",
    hour="17:30",
    days_ahead=0,
    sign=FLAMINGO,
    code="73J1F81D06",
    help_lines=(HelpLine("Samaritans", "116 123"),),
    qr="http://192.168.1.20:8080/s#q3Jv0tXc7YbN2mKd9LwZ4RpH8sFgT6uA.library.29381760",
)
SHEET = TableSheet(
    id="00000000-0000-7000-8000-000000000001",
    kiosk="kiosk",
    language="en",
    place="Library",
    starts=0,
    day="2026-01-01",
    hour="17:30",
    tables=(
        SheetTable(sign=BICYCLE, hosted=False, theme="bees", members=(FLAMINGO, TEAPOT, BELL)),
        SheetTable(sign=TEAPOT, hosted=True, theme="", members=(BICYCLE,)),
    ),
)
