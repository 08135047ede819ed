"""What this program refuses to do, as exceptions that a person can read: what is wrong, where, and the way out."""

from __future__ import annotations

from sim.base.diagnostic import Report, render


class BambooError(Exception):
    """A mistake that its reader can mend. The command line prints it without a traceback and exits with 1."""

    def __init__(self, message: str, place: str = "", cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.cure = cure

    def __str__(self) -> str:
        lead = f"{self.place}: " if self.place else ""
        way_out = f"\n  = {self.cure}" if self.cure else ""
        return f"{lead}{self.message}{way_out}"


class UsageError(BambooError):
    """A command was given words that it does not take; the command line exits with 2."""


class Interrupted(BambooError):
    """Somebody asked a long work to end before it had; `signal` is what asked. The command line exits with 128 and its number."""

    def __init__(self, message: str, place: str = "", cure: str = "", signal: int = 2) -> None:
        super().__init__(message, place, cure)
        self.signal = signal


class ScenarioError(BambooError):
    """A scenario or the ledger of facts has errors; `report` holds all of them."""

    def __init__(self, report: Report) -> None:
        errors = [diagnostic for diagnostic in report.diagnostics if diagnostic.is_error]
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        place = str(errors[0].span) if errors and errors[0].span else ""
        super().__init__(f"{count}: {errors[0].message}" if errors else count, place, errors[0].cure if errors else "")
        self.report = report

    def __str__(self) -> str:
        return "\n".join(render(diagnostic, self.report.texts) for diagnostic in self.report.diagnostics)
