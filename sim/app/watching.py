"""Takes the folder of a scenario that is being played, notices when its files change, and gives the game under the new rules."""

from __future__ import annotations

from pathlib import Path

from sim.adviser.counsel import Counsel
from sim.app import files
from sim.app.ensembles import held_possible
from sim.base.diagnostic import render
from sim.play.game import Game
from sim.play.reload import reload
from sim.report.session import Edited
from sim.scenario import Folder, examine

Stamp = frozenset[tuple[str, int, int]]


class Watch:
    """Looks at the files of a scenario and of all that it extends; costs a few calls of the system each time."""

    def __init__(self, folder: Folder, lineage: tuple[str, ...]) -> None:
        self.folder = folder
        self.places = []
        if isinstance(folder, Path):
            beside = [place / id for id in lineage[1:] for place in (folder.resolve().parent, files.library())]
            self.places = [folder, *(place for place in beside if place.is_dir())]
        self.stamp = self._stamp()

    def _stamp(self) -> Stamp:
        found = set()
        for place in self.places:
            for file in place.glob("*.y*ml"):
                try:
                    status = file.stat()
                except OSError:  # an editor is just replacing it
                    continue
                found.add((str(file), status.st_mtime_ns, status.st_size))
        return frozenset(found)

    def __call__(self, game: Game) -> Edited | None:
        """What an edit made of the game; None while nothing was edited. On errors the game keeps its old rules."""
        stamp = self._stamp()
        if stamp == self.stamp:
            return None
        self.stamp = stamp
        compiled, report = examine(self.folder, files.ledger(), files.library())
        if compiled is None or not report.ok or not compiled.playable:
            problems = [render(d, report.texts) for d in report.diagnostics if d.is_error]
            return Edited(problems=tuple(problems) or ("the scenario has lost its `clock:`",))
        if compiled.texts == game.texts:
            return None
        made = reload(game, compiled)
        return Edited(made.game, Counsel(made.game, held_possible(made.game.rules)), made.kept, made.lost)
