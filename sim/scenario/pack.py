"""Folders of scenarios -> one zip that is the same bytes everywhere; such a zip -> folders that are read in place, never unpacked.

A pack is a stranger's file. Its list of contents is judged before anything is read: plain names one folder deep, known kinds of
files, bounded number and sizes, nothing linked, encrypted or overlapping. Nothing of it is ever written to the disk.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any

from sim.base.errors import BambooError
from sim.base.yaml_reader import MAX_BYTES

MAX_PACK = 32 * 1024 * 1024  # bytes of the zip
MAX_TOTAL = 32 * 1024 * 1024  # bytes of all that it holds
MAX_ENTRIES = 600
SUFFIXES = (".yaml", ".yml", ".md", ".txt")
_NAME = re.compile(r"([a-z][a-z0-9-]{0,59})/([A-Za-z0-9][A-Za-z0-9_.-]{0,99})")
_STRANGE = re.compile(r"[\x00-\x1f\x7f]")
_WHEN = (1980, 1, 1, 0, 0, 0)
_LOCAL = struct.Struct("<4sHHHHHIIIHH")  # the head of an entry, before its name


class _Packed(Traversable):
    """What files and folders of a pack share."""

    _name: str

    @property
    def name(self) -> str:
        return self._name

    def joinpath(self, *parts: Any) -> Traversable:
        raise FileNotFoundError("/".join([self._name, *map(str, parts)]))

    def read_bytes(self) -> bytes:
        with self.open("rb") as stream:
            content: bytes = stream.read()
        return content

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")


class PackedFile(_Packed):
    """One file of a pack, held in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name, self._data = name, data

    def is_file(self) -> bool:
        return True

    def is_dir(self) -> bool:
        return False

    def iterdir(self) -> Iterator[Traversable]:
        return iter(())

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> IO[bytes]:  # type: ignore[override]
        """The content as a binary stream; a pack cannot be written to."""
        if mode != "rb":
            raise PermissionError(f"a pack is only read: {self._name}")
        return io.BytesIO(self._data)


class PackedFolder(_Packed):
    """One scenario of a pack; `beside` are all folders of the same pack, by name."""

    def __init__(self, name: str, beside: Mapping[str, PackedFolder], pack: str) -> None:
        self._name, self.beside, self.pack = name, beside, pack
        self.files: dict[str, PackedFile] = {}

    def is_file(self) -> bool:
        return False

    def is_dir(self) -> bool:
        return True

    def iterdir(self) -> Iterator[Traversable]:
        return iter(self.files.values())

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> IO[bytes]:  # type: ignore[override]
        """A folder has no content of its own."""
        raise IsADirectoryError(str(self))

    def __str__(self) -> str:
        return f"{self.pack}/{self._name}"


def write_pack(folders: Mapping[str, Path]) -> bytes:
    """The pack of some folders, by name; stored without compression, so that every machine makes the same bytes.

    Errors: BambooError for a file that no pack may hold, or cannot be read.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        for name, folder in sorted(folders.items()):
            for file in sorted(folder.iterdir(), key=lambda f: f.name):
                if not _packed(file):
                    continue
                entry = zipfile.ZipInfo(f"{name}/{file.name}", _WHEN)
                entry.create_system = 3
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                _judge_name(entry.filename, str(folder))
                try:
                    data = file.read_bytes()
                except OSError as problem:
                    raise BambooError(f"cannot be read: {problem.strerror or problem}", str(file)) from problem
                if len(data) > MAX_BYTES:
                    raise BambooError(f"is larger than {MAX_BYTES // 2**20} MB", str(file), "split it")
                pack.writestr(entry, data)
    data = out.getvalue()
    read_pack(data, "the pack")
    return data


def _packed(file: Path) -> bool:
    """Whether a file of a scenario's folder belongs into its pack."""
    return file.is_file() and not file.is_symlink() and file.suffix in SUFFIXES and not file.name.startswith(".")


def open_pack(file: Path) -> dict[str, PackedFolder]:
    """The folders of a pack on disk, by name.

    Errors: BambooError with the reason why it is refused.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_PACK + 1)
    except OSError as problem:
        raise BambooError(f"the pack cannot be read: {problem.strerror or problem}", str(file)) from problem
    return read_pack(data, str(file))


def read_pack(data: bytes, place: str) -> dict[str, PackedFolder]:
    """The folders of a pack, by name.

    Errors: BambooError with the reason why it is refused.
    """
    if len(data) > MAX_PACK:
        raise _refusal(place, f"it is larger than {MAX_PACK // 2**20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            entries = pack.infolist()
            _judge(entries, data, place)
            held = {entry.filename: _content(pack, entry, place) for entry in entries}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        struct.error,
        OSError,
    ) as problem:
        raise _refusal(place, f"it is no whole zip ({problem})" if str(problem) else "it is no whole zip") from problem
    found: dict[str, PackedFolder] = {}
    for filename, content in sorted(held.items()):
        folder, _, name = filename.partition("/")
        found.setdefault(folder, PackedFolder(folder, found, place)).files[name] = PackedFile(name, content)
    return found


def _refusal(place: str, reason: str) -> BambooError:
    return BambooError(f"the pack is refused: {reason}", place, "ask its maker for one made by `pack`")


def _judge(entries: list[zipfile.ZipInfo], data: bytes, place: str) -> None:
    """Refuse a pack by its list of contents alone."""
    if not entries:
        raise _refusal(place, "it is empty")
    if len(entries) > MAX_ENTRIES:
        raise _refusal(place, f"it holds more than {MAX_ENTRIES} files")
    seen: set[str] = set()
    for entry in entries:
        _judge_name(entry.orig_filename, place)
        shown = entry.filename
        mode = entry.external_attr >> 16
        if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            raise _refusal(place, f"`{shown}` is a link or a device, not a file")
        if entry.flag_bits & 0x1:
            raise _refusal(place, f"`{shown}` is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refusal(place, f"`{shown}` is compressed in an unusual way")
        if entry.file_size > MAX_BYTES:
            raise _refusal(place, f"`{shown}` unfolds to more than {MAX_BYTES // 2**20} MB")
        if shown.casefold() in seen:
            raise _refusal(place, f"`{shown}` stands in it twice")
        seen.add(shown.casefold())
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise _refusal(place, f"it unfolds to more than {MAX_TOTAL // 2**20} MB")
    _judge_layout(entries, data, place)


def _judge_name(name: str, place: str) -> None:
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        raise _refusal(place, f"`{_clean(name)}` is an absolute name")
    if ".." in re.split(r"[/\\]", name):
        raise _refusal(place, f"`{_clean(name)}` climbs out of its folder")
    if "\\" in name or _STRANGE.search(name):
        raise _refusal(place, f"`{_clean(name)}` holds characters that no name of a pack has")
    if name.endswith("/"):
        raise _refusal(place, f"`{_clean(name)}` is an entry for a folder; a pack holds files only")
    if not name.endswith(SUFFIXES):
        raise _refusal(place, f"`{_clean(name)}` is neither text nor YAML; a pack holds no code")
    if not _NAME.fullmatch(name):
        raise _refusal(place, f"`{_clean(name)}` is no `scenario-id/file.yaml`")


def _clean(name: str) -> str:
    return _STRANGE.sub("\ufffd", name)[:80]


def _judge_layout(entries: list[zipfile.ZipInfo], data: bytes, place: str) -> None:
    """Entries must lie one after the other: those that share bytes can unfold to far more than the file holds."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        head = data[entry.header_offset : entry.header_offset + _LOCAL.size]
        if len(head) < _LOCAL.size or entry.header_offset < end:
            raise _refusal(place, f"`{entry.filename}` overlaps another file")
        fields = _LOCAL.unpack(head)
        end = entry.header_offset + _LOCAL.size + fields[9] + fields[10] + entry.compress_size
    if end > len(data):
        raise _refusal(place, "its end is missing")


def _content(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str) -> bytes:
    """What a file holds; no more is unfolded than it said."""
    with pack.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise _refusal(place, f"`{entry.filename}` is not as large as it says")
    return content
