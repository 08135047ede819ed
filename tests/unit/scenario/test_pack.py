"""Packs: the same bytes each time, played from where they lie, and every trick that a zip can play is refused with its reason."""

from __future__ import annotations

import contextlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import BambooError
from sim.facts.ledger import Ledger
from sim.scenario import examine, open_pack, write_pack
from sim.scenario.pack import MAX_ENTRIES, read_pack

LIBRARY = Path(__file__).parents[3] / "scenarios"
GOOD = write_pack({"finland-1948": LIBRARY / "finland-1948"})


def zipped(*entries: tuple[str, bytes], mode: int = 0o100644, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as pack:
        for name, data in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = compress
            pack.writestr(entry, data)
    return out.getvalue()


def test_packing_twice_gives_the_same_bytes() -> None:
    assert write_pack({"finland-1948": LIBRARY / "finland-1948"}) == GOOD


def test_a_pack_is_compiled_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    file.write_bytes(GOOD)
    before = set(tmp_path.rglob("*"))
    compiled, report = examine(open_pack(file)["finland-1948"], Ledger({}, {}, {}))
    assert report.ok
    assert compiled is not None
    straight, _ = examine(LIBRARY / "finland-1948", Ledger({}, {}, {}))
    assert straight is not None
    assert compiled.rules == straight.rules
    assert set(tmp_path.rglob("*")) == before


def test_a_scenario_finds_its_ruleset_in_its_pack(tmp_path: Path) -> None:
    base = "format: 1\nid: base\nversion: 1.0.0\ntitle: {en: B, vi: B}\nparameters: {a: {value: 1, assumed: x}}\n"
    top = (
        "format: 1\nid: top\nversion: 1.0.0\ntitle: {en: T, vi: T}\nextends: base\nclock: {start: 2022-Q1, turns: 2}\n"
    )
    pack = read_pack(zipped(("base/b.yaml", base.encode()), ("top/t.yaml", top.encode())), "two.zip")
    compiled, report = examine(pack["top"], Ledger({}, {}, {}))
    assert report.ok, report.diagnostics
    assert compiled is not None
    assert compiled.rules.parameter["a"].value == (1.0,)


def test_an_error_names_the_place_in_the_pack() -> None:
    pack = read_pack(zipped(("x/x.yaml", b"format: 1\nid: x\nversion: 1.0.0\ntitel: {en: X, vi: X}\n")), "bad.zip")
    _, report = examine(pack["x"], Ledger({}, {}, {}))
    assert str(report.diagnostics[0].span).startswith("bad.zip/x/x.yaml:")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x.yaml", "climbs out"), ("a/../../x.yaml", "climbs out"), ("a/..\\x.yaml", "climbs out"),
        ("/etc/x.yaml", "absolute"), ("C:/x.yaml", "absolute"), ("\\\\server\\x.yaml", "absolute"), ("C:x.yaml", "absolute"),
        ("a/b.py", "no code"), ("a/b.so", "no code"), ("a/b", "no code"), ("a/x.yaml.exe", "no code"),
        ("x.yaml", "no `scenario-id/file.yaml`"), ("a/b/x.yaml", "no `scenario-id/file.yaml`"),
        ("a/.hidden.yaml", "no `scenario-id/file.yaml`"), ("A/x.yaml", "no `scenario-id/file.yaml`"), ("a/", "entry for a folder"),
        ("a/x\ny.yaml", "characters"), ("a\\x.yaml", "characters"),
    ],
)  # fmt: skip
def test_tricks_with_names_are_refused(name: str, reason: str) -> None:
    with pytest.raises(BambooError, match="the pack is refused") as caught:
        read_pack(zipped((name, b"format: 1\n")), "p.zip")
    assert reason in caught.value.message


def test_links_devices_and_folders_by_mode_are_refused() -> None:
    for mode in (stat.S_IFLNK | 0o777, stat.S_IFCHR, stat.S_IFDIR, stat.S_IFIFO):
        with pytest.raises(BambooError, match="a link or a device"):
            read_pack(zipped(("a/x.yaml", b"/etc/passwd"), mode=mode), "p.zip")


def test_bombs_are_refused_before_they_unfold() -> None:
    with pytest.raises(BambooError, match="unfolds to more than 4 MB"):
        read_pack(zipped(("a/x.yaml", b"0" * (5 << 20))), "p.zip")
    with pytest.raises(BambooError, match="unfolds to more than 32 MB"):
        read_pack(zipped(*((f"a/x{i}.yaml", b"0" * (4 << 20)) for i in range(9))), "p.zip")
    with pytest.raises(BambooError, match=f"more than {MAX_ENTRIES} files"):
        read_pack(zipped(*((f"a/x{i}.yaml", b"") for i in range(MAX_ENTRIES + 1))), "p.zip")
    with pytest.raises(BambooError, match="larger than"):
        read_pack(b"PK" + b"0" * (33 << 20), "p.zip")


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped(("a/x.yaml", b"0" * 100_000)))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the list of contents claims 10 bytes
    with pytest.raises(BambooError, match="refused"):
        read_pack(bytes(data), "p.zip")


def test_entries_that_share_their_bytes_are_refused() -> None:
    data = bytearray(zipped(("a/x.yaml", b"0" * 1000), ("a/y.yaml", b"1" * 1000)))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]  # both begin where the first does
    with pytest.raises(BambooError, match="overlaps"):
        read_pack(bytes(data), "p.zip")


def test_twice_the_same_name_is_refused_whatever_its_case() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(("a/x.yaml", b""), ("a/x.yaml", b""))
    for data in (twice, zipped(("a/x.yaml", b""), ("a/X.yaml", b""))):
        with pytest.raises(BambooError, match="twice"):
            read_pack(data, "p.zip")


def test_other_ways_to_compress_and_encryption_are_refused() -> None:
    with pytest.raises(BambooError, match="unusual way"):
        read_pack(zipped(("a/x.yaml", b"x"), compress=zipfile.ZIP_LZMA), "p.zip")
    data = bytearray(zipped(("a/x.yaml", b"x")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BambooError, match="encrypted"):
        read_pack(bytes(data), "p.zip")


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", GOOD[:-30], GOOD[: len(GOOD) // 2], zipped()])
def test_what_is_no_whole_zip_is_refused(data: bytes) -> None:
    with pytest.raises(BambooError, match="refused"):
        read_pack(data, "p.zip")


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12), st.integers(0, 60)
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_pack_is_read_or_refused_and_nothing_else(spots: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(GOOD)
    for at, byte in spots:
        data[-at - 1] = byte  # the list of contents stands at the end
    with contextlib.suppress(BambooError):
        read_pack(bytes(data[: len(data) - cut]), "p.zip")


def test_a_folder_with_other_things_in_it_is_packed_without_them(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("a.yaml", "README.md", "run.py", ".secret.yaml"):
        (folder / name).write_text("x: 1\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to("/etc/hostname")
    assert sorted(read_pack(write_pack({"mine": folder}), "p.zip")["mine"].files) == ["README.md", "a.yaml"]
