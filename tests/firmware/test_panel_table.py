"""wire/panel.py means the same by the same bytes in both Pythons."""

from wire import panel


def test_the_schema_is_the_same_number_on_both_sides():
    """Whoever changes the table writes the new one here: panels and kiosks of before are strangers from then on."""
    assert panel.SCHEMA == 0xD3484D4B, hex(panel.SCHEMA)


def test_bytes_of_every_kind():
    for number, (code, kind, form, name) in enumerate(panel.TABLE):
        message = kind(*range(1, len(form) + 1))
        payload = panel.encode(message, 0xFEDCBA98, number)
        assert payload[:9] == bytes((code, 0x98, 0xBA, 0xDC, 0xFE, number, 0, 0, 0)), name
        assert panel.decode(payload) == (message, 0xFEDCBA98, number), name


def test_what_is_no_message_is_told():
    for data in (b"", b"\1", bytes(9), b"\xff" * 11, b"\1" * 10, b"\1" * 12):
        try:
            panel.decode(data)
        except panel.PanelError:
            continue
        raise AssertionError(data)
