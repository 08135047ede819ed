"""Takes a running game, gives what its adviser has said so far about the thing in focus; thinks on in small bits between the pictures."""

from __future__ import annotations

from sim.report.counsel import Fan, Outlook, Ranking
from sim.report.session import Session

Question = tuple[str, str, str]
PLAN: Question = ("plan", "", "")
BITS = 6  # bits of thought after which the answer is looked at again


class Advice:
    """One question at a time; what was answered stays until the plan in hand changes.

    Attributes:
        ranks: whether the ranking of the agenda is wanted, too, once the question is answered.
    """

    def __init__(self) -> None:
        self.ranks = False
        self._known: dict[Question, Outlook] = {}
        self._ranking: Ranking | None = None
        self._question: Question | None = None
        self._done: set[Question] = set()
        self._ranked = False
        self._bits = 0

    def forget(self) -> None:
        """The plan in hand, the quarter or the language is another."""
        self._known.clear()
        self._done.clear()
        self._ranking, self._ranked = None, False
        self._question = None

    def outlook(self, session: Session, question: Question) -> Outlook:
        """The answer to a question as far as it is; the question becomes the one that is thought about."""
        if question != self._question or question not in self._known:
            self._question = question
            if question not in self._done:
                self._known[question] = session.outlook(*question)
        return self._known[question]

    def fan(self, name: str) -> Fan | None:
        """What is known of one number: of the plan in hand, else of what is in focus."""
        told = [o for q in (PLAN, self._question) if q and (o := self._known.get(q)) is not None and o.fans]
        return next((fan for o in told for fan in o.fans if fan.name == name), None)

    @property
    def ranking(self) -> Ranking | None:
        """What could be added to the plan in hand, as far as it is known."""
        return self._ranking

    def think(self, session: Session) -> tuple[bool, bool]:
        """Do a bit; gives (whether there is more to do, whether an answer became sharper)."""
        question = self._question
        if question is None:
            return False, False
        asked = question not in self._done
        if not asked and (not self.ranks or self._ranked):
            return False, False
        if not asked and self._ranking is None:
            self._ranking = session.ranking()
        more = session.think()
        self._bits += 1
        if more and self._bits % BITS:
            return True, False
        if asked:
            if not more:
                self._done.add(question)
            return more or self.ranks, self._hear(session, question)
        self._ranked = not more
        return more, self._rank(session)

    def _hear(self, session: Session, question: Question) -> bool:
        before = self._known[question].futures
        self._known[question] = session.outlook(*question)
        return self._known[question].futures != before

    def _rank(self, session: Session) -> bool:
        before, self._ranking = self._ranking, session.ranking()
        return before is None or before.progress != self._ranking.progress or before.lines != self._ranking.lines
