"""Takes nothing, gives a made-up game and shelf with full English and Vietnamese content, for the tests of the window."""

from __future__ import annotations

from dataclasses import replace

from sim.base.errors import BambooError
from sim.report.bench import Bench, BenchEvent, Problem
from sim.report.counsel import Estimate, Fan, Foretellings, Outlook, Ranking, Turnings
from sim.report.desk import CauseLine, Crisis, Desk, Explanation, Forecast, PowerCard, VerbGroup
from sim.report.pages import Entry, PowerPage
from sim.report.session import SaveEntry, ScenarioEntry, Session, Settings

from .cast import ASSUMED, GROUPS, NUMBERS, POWERS, SOURCE, TURNS, VERBS, date, pick
from .opened import codex_of, crisis_of, estimates_of, foretold_of, outlook_of, page_of, ranking_of, turnings_of, web_of
from .story import Story


class FakeSession(Story):
    """A game whose numbers walk up and down by rote; it keeps orders and answers as a real one does."""

    def __init__(self, turn: int = 11, lang: str = "en", *, attention: float = 3.0, seed: int = 7) -> None:
        self.seed = seed
        self.turn, self.lang, self.full = turn, lang, attention
        self.log: list[tuple[str, str, str]] = []
        self.saved: list[str] = []
        self.over = False
        self.scenario = "fake"
        self.level = "usual"
        self.futures = 0  # that the adviser has counted for the question of the moment
        self.ranked = self.reviewed = 0.0
        self.question = ("", "", "")
        self.stated: dict[str, float] = {}

    def reread(self) -> None:
        """Nobody edits it."""

    def page(self, power: str) -> PowerPage | None:
        card = next((c for c in self.desk().powers if c.id == power), None)
        ties = (
            self._number(f"suspicion.{power}", self._say("Suspicion", "Nghi ngại"), 33, 4),
            self._number(f"obligation.{power}", self._say("Obligation owed to it", "Món nợ ân tình"), 12, -1),
            self._number(f"share.{power}", self._say("Share of our exports", "Tỷ trọng trong xuất khẩu của ta"), 29, 2),
        )
        return page_of(self.lang, card, ties) if card else None

    def codex(self) -> tuple[Entry, ...]:
        return codex_of(self.lang)

    def outlook(self, kind: str, id: str, choice: str) -> Outlook:
        if self.question != (kind, id, choice):
            self.question, self.futures = (kind, id, choice), 0
        desk = self.desk()
        numbers = (*(c.relation for c in desk.powers), *desk.numbers)
        title = self._say(f"A year ahead: {id or kind}", f"Một năm tới: {id or kind}")
        return outlook_of(self.lang, numbers, self.futures, title)

    def ranking(self) -> Ranking:
        self.question = ("rank", "", "")
        return ranking_of(self.lang, self.ranked)

    def turnings(self) -> Turnings:
        self.question = ("review", "", "")
        return turnings_of(self.lang, self.reviewed)

    def declassified(self) -> tuple[Estimate, ...]:
        return estimates_of(self.lang)

    def ahead(self, name: str) -> str:
        return self._say(
            f"Q4 2024: 3 to 5 in 8 of 10 futures ({name}).", f"Quý IV 2024: 3 đến 5 trong 8/10 tương lai ({name})."
        )

    def state(self, fan: Fan, chance: float) -> str:
        self.stated = {k: v for k, v in self.stated.items() if k != fan.name or v != chance} | (
            {} if self.stated.get(fan.name) == chance else {fan.name: chance}
        )
        return ""

    def foretold(self) -> Foretellings:
        return foretold_of(self.lang, self.turn, self.stated)

    def think(self) -> bool:
        if self.question[0] == "review":
            self.reviewed = min(1.0, self.reviewed + 0.05)
            return self.reviewed < 1
        if self.question[0] == "rank":
            self.ranked = min(1.0, self.ranked + 0.25)
            return self.ranked < 1
        self.futures = min(500, self.futures + 50)
        return self.futures < 500

    def _spent(self) -> float:
        cost = {v[0]: v[5] for v in VERBS}
        return float(sum(cost[id] for kind, id, _ in self.log if kind == "verb"))

    def answer(self, paper: str, option: str) -> str:
        if option == "law" and self.lang:
            return pick(self.lang, ("The file is not ready before 2023.", "Hồ sơ chưa sẵn sàng trước năm 2023."))
        entry = ("option", paper, option)
        had = entry in self.log
        self.log = [e for e in self.log if not (e[0] == "option" and e[1] == paper)]
        if not had:
            self.log.append(entry)
        return ""

    def order(self, verb: str, target: str) -> str:
        entry = ("verb", verb, target)
        if entry in self.log:
            self.log.remove(entry)
            return ""
        cost = next(v[5] for v in VERBS if v[0] == verb)
        if self._spent() + cost > self.full:
            return pick(self.lang, ("Not enough attention is left.", "Không còn đủ tâm sức."))
        self.log.append(entry)
        return ""

    def undo(self) -> str:
        if not self.log:
            return pick(self.lang, ("There is nothing to undo.", "Không có gì để hoàn tác."))
        self.log.pop()
        return ""

    def end_quarter(self) -> str:
        if self.over:
            return pick(self.lang, ("The game is over.", "Ván chơi đã kết thúc."))
        self.log.clear()
        self.over = self.turn >= TURNS
        self.turn = min(TURNS, self.turn + 1)
        return ""

    def save(self, name: str) -> str:
        if "/" in name:
            raise BambooError("a save's name may not hold a slash", cure="leave the slash out")
        self.saved.append(name)
        return f"/saves/{name}.bamboo"

    def export(self) -> str:
        return "/saves/report.html" if self.over else ""

    def set_language(self, lang: str) -> None:
        self.lang = lang

    def preview(self, kind: str, id: str, choice: str) -> Forecast:
        title = pick(self.lang, ("Likely effect", "Tác động dự kiến"))
        return Forecast(
            f"{title}: {id}",
            self._effects(len(choice)),
            self._say(
                "Direct effects only; moves of others come on top.",
                "Chỉ tính tác động trực tiếp, chưa kể phản ứng của các bên.",
            ),
            (self._say("1 in 3: found out", "1/3 khả năng: bị phát hiện"),),
        )

    def explain(self, name: str) -> Explanation | None:
        if name == "nothing" or name.startswith("source."):
            return None
        causes = tuple(
            CauseLine(
                self._say(en, vi),
                amount,
                f"{amount:+g}".replace("-", "−"),
                (amount > 0) - (amount < 0),
                (SOURCE if i % 2 else ASSUMED,),
                opens,
            )
            for i, (en, vi, amount, opens) in enumerate(
                (
                    (
                        "A rig inside the exclusive economic zone",
                        "Giàn khoan trong vùng đặc quyền kinh tế",
                        -5.0,
                        ("term.eez",),
                    ),
                    ("A US ship calls at Đà Nẵng", "Tàu Mỹ thăm cảng Đà Nẵng", -2.0, ("climate.us",)),
                    ("Border trade", "Thương mại biên giới", 1.0, ()),
                )
            )
        )
        if name.startswith("term."):
            return Explanation(
                name,
                self._say("Exclusive economic zone", "Vùng đặc quyền kinh tế"),
                self._say(
                    "Up to 200 nautical miles from the baseline; the coastal state has sovereign rights over its resources.",
                    "Tới 200 hải lý tính từ đường cơ sở; quốc gia ven biển có quyền chủ quyền đối với tài nguyên.",
                ),
                sources=(SOURCE,),
                opens=("term.unclos", "climate.china"),
            )
        title = next((pick(self.lang, p[1]) for p in POWERS if p[0] in name), name)
        return Explanation(
            name,
            self._say(f"Relations with {title}", f"Quan hệ với {title}"),
            self._say(
                "How warm the political relationship is, from −10 to +10, shown as 0 to 100.",
                "Mức nồng ấm của quan hệ chính trị, từ −10 đến +10, hiển thị từ 0 đến 100.",
            ),
            "41",
            "▼ 6",
            "47",
            "41",
            causes,
            "50 + 5 × climate",
            "",
            self._say("Next quarter 37 to 43 in 8 of 10 cases", "Quý sau từ 37 đến 43 trong 8/10 trường hợp"),
            (SOURCE,),
            ("term.eez", "climate.us"),
        )

    def desk(self) -> Desk:
        lang = self.lang
        left = self.full - self._spent()
        powers = tuple(
            PowerCard(
                id,
                pick(lang, title),
                self._number(
                    f"climate.{id}",
                    self._say(f"Relations: {pick(lang, title)}", f"Quan hệ: {pick(lang, title)}"),
                    value,
                    change,
                    pick(lang, word),
                ),
                pick(lang, rank),
                replace(
                    self._number(f"dependence.{id}", self._say("Dependence", "Phụ thuộc"), 20 + value / 3, -1),
                    text=f"{20 + value / 3:.0f} %",
                ),
                self._say("likely to court (42 %)", "có thể ve vãn (42 %)"),
            )
            for id, title, rank, word, value, change in POWERS
        )
        lamp = self._say(
            "Security at sea below 40 for two quarters: an incident may cost you the office.",
            "An ninh biển dưới 40 hai quý liền: một va chạm có thể khiến bạn mất chức.",
        )
        numbers = tuple(
            self._number(n, pick(lang, t), v, c, "", lamp if n == "security_sea" else "") for n, t, v, c in NUMBERS
        )
        return Desk(
            scenario=self.scenario,
            scenario_title=self._say("The war in Ukraine", "Chiến tranh ở Ukraina"),
            lang=lang,
            date=date(self.turn, lang),
            turn=self.turn,
            turns=TURNS,
            attention=left,
            attention_full=self.full,
            attention_text=self._say(
                f"{left:g} of {self.full:g} points of attention left", f"Còn {left:g}/{self.full:g} điểm tâm sức"
            ),
            powers=powers,
            numbers=numbers,
            bulletin=self._bulletin() if self.turn > 1 else (),
            papers=self._papers(),
            groups=tuple(VerbGroup(id, pick(lang, title)) for id, title in GROUPS),
            verbs=tuple(self._verb(*row, left=left) for row in VERBS),
            plan=tuple(f"{kind}: {id} {choice}".strip() for kind, id, choice in self.log),
            can_undo=bool(self.log),
            forecast=Forecast(
                self._say("Everything in hand", "Tất cả những gì đã chọn"),
                self._effects(4),
                self._say("Direct effects only.", "Chỉ tính tác động trực tiếp."),
            ),
            ledger=self._ledger() if self.turn > 1 else (),
            timeline=self._timeline(),
            lamps=(lamp,),
            series={n.name: n.history for n in (*numbers, *(c.relation for c in powers))},
            final=self._final() if self.over else None,
            crisis=self._crisis(),
            web=web_of(lang),
        )

    def _crisis(self) -> Crisis | None:
        paper = next((p for p in self._papers() if p.id == "rig"), None)
        return crisis_of(self.lang, tuple(o.id for o in paper.options)) if paper else None


class FakeShelf:
    """A shelf in memory with a broken scenario and a broken save."""

    def __init__(self, settings: Settings | None = None, *, saves: bool = True) -> None:
        self._settings = settings or Settings(motion=False)
        self._full = saves  # whether there are saves
        self.started: list[FakeSession] = []

    def scenarios(self, lang: str) -> tuple[ScenarioEntry, ...]:
        about = pick(
            lang,
            (
                "Sixteen quarters between four powers, from the first shots to the fifth partner.",
                "Mười sáu quý giữa bốn cường quốc, từ phát súng đầu tiên đến đối tác thứ năm.",
            ),
        )
        return (
            ScenarioEntry(
                "fake",
                pick(lang, ("The war in Ukraine", "Chiến tranh ở Ukraina")),
                about,
                "1.0.0",
                TURNS,
                "2022-Q1 → 2024-Q4",
                0.62,
            ),
            ScenarioEntry(
                "broken",
                pick(lang, ("A broken one", "Một kịch bản hỏng")),
                about,
                "0.1.0",
                8,
                "2014-Q2 → 2016-Q1",
                0.0,
                "events.yaml:9:11: unknown name `relaton.china`",
            ),
        )

    def bench(self, scenario: str, lang: str) -> Bench:
        problem = Problem(
            "events.yaml:9:11",
            "/broken/events.yaml",
            9,
            "unknown name `relaton.china`",
            "when: relaton.china < -20",
            "did you mean `relation.china`?",
            True,
        )
        if scenario == "broken":
            return Bench("broken", "Broken", "/broken", (problem,), (), 0, 0)
        card = BenchEvent(
            "letter",
            "card",
            "A letter",
            "It is long.",
            (("Answer", "US +0.5"), ("Burn it", "US -1")),
            0.6,
            (0, 0.6, 0),
            "calm > 4 (40%)",
        )
        never = BenchEvent("storm", "hazard", "A storm", "", (), 0.0, (0, 0, 0), "its chance (100%)")
        after = BenchEvent(
            "reply", "chain", "A reply", "It is short.", (), 0.4, (0, 0, 0.4), "after letter", ("letter",), "Nothing follows."
        )  # fmt: skip
        return Bench("fake", "Fake", "/fake", (), (card, never, after), 600, 8088)

    def open_line(self, file: str, line: int) -> str:
        return f"{file}:{line}"

    def saves(self, lang: str) -> tuple[SaveEntry, ...]:
        if not self._full:
            return ()
        title = pick(lang, ("The war in Ukraine", "Chiến tranh ở Ukraina"))
        good = [
            SaveEntry(f"/saves/{i}", f"{title} {i}", title, date(i + 2, lang), f"2026-11-0{i + 1} 12:30", i % 2 == 0)
            for i in range(6)
        ]
        why = pick(lang, ("the file ends in the middle of turn 4", "tệp bị cắt ngang ở lượt 4"))
        return (*good, SaveEntry("/saves/bad", pick(lang, ("torn", "bị rách")), "", "", "2026-11-09 09:00", False, why))

    def new(self, scenario: str, seed: int | None, lang: str, level: str = "usual") -> Session:
        if scenario != "fake":
            raise BambooError(f"there is no scenario {scenario}")
        self.started.append(FakeSession(turn=1, lang=lang, seed=7 if seed is None else seed))
        self.started[-1].level = level
        return self.started[-1]

    def load(self, file: str, lang: str) -> Session:
        if file == "/saves/bad":
            raise BambooError("the file ends in the middle of turn 4")
        self.started.append(FakeSession(turn=5, lang=lang))
        return self.started[-1]

    def settings(self) -> Settings:
        return self._settings

    def keep(self, settings: Settings) -> None:
        self._settings = settings
