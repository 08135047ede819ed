"""Takes nothing, gives a made-up game and shelf with full English and Vietnamese content, for the tests of the window."""

from __future__ import annotations

from dataclasses import replace

from sim.base.errors import BambooError
from sim.report.desk import (
    CauseLine,
    Chip,
    Desk,
    Explanation,
    Final,
    Forecast,
    Headline,
    Judgement,
    LedgerLine,
    Number,
    OptionLine,
    Paper,
    PowerCard,
    Source,
    TargetLine,
    TextRun,
    TimelineMark,
    Verb,
    VerbGroup,
)
from sim.report.session import SaveEntry, ScenarioEntry, Session, Settings

TURNS = 12
Two = tuple[str, str]  # English, Vietnamese

POWERS: tuple[tuple[str, Two, Two, Two, float, float], ...] = (
    (
        "us",
        ("United States", "Hoa Kỳ"),
        ("Comprehensive strategic partner", "Đối tác chiến lược toàn diện"),
        ("warm", "ấm"),
        58,
        3,
    ),
    (
        "china",
        ("China", "Trung Quốc"),
        ("Comprehensive strategic partner", "Đối tác chiến lược toàn diện"),
        ("strained", "căng thẳng"),
        41,
        -6,
    ),
    (
        "russia",
        ("Russia", "Liên bang Nga"),
        ("Comprehensive strategic partner", "Đối tác chiến lược toàn diện"),
        ("close", "thân thiết"),
        72,
        0,
    ),
    (
        "eu",
        ("European Union", "Liên minh châu Âu"),
        ("Comprehensive cooperation", "Đối tác hợp tác toàn diện"),
        ("correct", "đúng mực"),
        55,
        1,
    ),
)
NUMBERS: tuple[tuple[str, Two, float, float], ...] = (
    ("autonomy", ("Autonomy", "Tự chủ"), 71, 3),
    ("security_sea", ("Security at sea", "An ninh biển"), 38, -4),
    ("economy", ("Economy", "Kinh tế"), 63, 1),
    ("public", ("Public", "Lòng dân"), 57, 0),
    ("unity", ("Leadership unity", "Đoàn kết lãnh đạo"), 66, -2),
)
GROUPS: tuple[tuple[str, Two], ...] = (
    ("diplomacy", ("DIPLOMACY", "NGOẠI GIAO")),
    ("economy", ("ECONOMY", "KINH TẾ")),
    ("security", ("SECURITY", "AN NINH")),
    ("home", ("HOME", "TRONG NƯỚC")),
)
VERBS: tuple[tuple[str, str, Two, str, str, int, str], ...] = (
    ("call_envoy", "diplomacy", ("Call, send an envoy", "Gọi điện, cử đặc phái viên"), "phone", "c", 1, "powers"),
    ("host_visit", "diplomacy", ("Invite a top visitor", "Mời nguyên thủ thăm"), "handshake", "h", 2, "powers"),
    ("make_visit", "diplomacy", ("Travel to a capital", "Thăm một thủ đô"), "plane", "v", 2, "powers"),
    ("upgrade_tier", "diplomacy", ("Raise the rank", "Nâng cấp quan hệ"), "chevrons-up", "r", 3, "powers"),
    ("statement", "diplomacy", ("Speak for the Charter", "Lên tiếng vì Hiến chương"), "megaphone", "s", 1, ""),
    ("aid_ukraine", "economy", ("Relief money, scholarships", "Tiền cứu trợ, học bổng"), "hand-heart", "a", 1, ""),
    (
        "economic_deal",
        "economy",
        ("Trade, investment, energy contract", "Hợp đồng thương mại, đầu tư, năng lượng"),
        "file-pen",
        "e",
        2,
        "powers",
    ),
    ("club_step", "economy", ("Step towards a club", "Tiến tới một khối"), "globe", "b", 2, ""),
    ("oil_block", "economy", ("Award an oil block", "Giao lô dầu khí"), "fuel", "o", 3, "powers"),
    ("buy_arms", "security", ("Order arms and spares", "Đặt mua vũ khí, phụ tùng"), "shield", "x", 2, "powers"),
    ("diversify_parts", "security", ("Spare parts from elsewhere", "Đa dạng hóa nguồn phụ tùng"), "wrench", "d", 2, ""),
    (
        "talks_beijing",
        "security",
        ("Talks at sea with Beijing", "Đàm phán trên biển với Bắc Kinh"),
        "anchor",
        "t",
        1,
        "",
    ),
    (
        "show_presence",
        "security",
        ("Patrol, exercise with a partner", "Tuần tra, diễn tập với đối tác"),
        "ship",
        "p",
        2,
        "powers",
    ),
    ("port_access", "security", ("Port calls", "Tàu nước ngoài ghé cảng"), "ship-wheel", "q", 3, "powers"),
    ("home_work", "home", ("Party and public", "Công tác Đảng và dư luận"), "users", "w", 1, ""),
    ("clean_house", "home", ("Anti-corruption drive", "Chống tham nhũng"), "gavel", "g", 2, ""),
)
SOURCE = Source("F042", "In April 2022 Vietnam voted against the suspension of Russia from the Human Rights Council.")
ASSUMED = Source("assumed", "Size chosen by the authors for play, to be fitted.")


def pick(lang: str, both: Two) -> str:
    """The text of a pair in a language."""
    return both[1] if lang == "vi" else both[0]


def date(turn: int, lang: str) -> str:
    """Name of a quarter, counted from 1."""
    year, quarter = 2022 + (turn - 1) // 4, (turn - 1) % 4
    return f"Quý {('I', 'II', 'III', 'IV')[quarter]} {year}" if lang == "vi" else f"Q{quarter + 1} {year}"


def change_text(change: float) -> str:
    """Arrow and size of a change."""
    return f"▲ {change:g}" if change > 0 else f"▼ {-change:g}" if change < 0 else "● 0"


class FakeSession:
    """A game whose numbers walk up and down by rote; it keeps orders and answers as a real one does."""

    def __init__(self, turn: int = 11, lang: str = "en", *, attention: float = 3.0) -> None:
        self.turn, self.lang, self.full = turn, lang, attention
        self.log: list[tuple[str, str, str]] = []
        self.saved: list[str] = []
        self.over = False

    # --- orders ---

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

    def set_language(self, lang: str) -> None:
        self.lang = lang

    # --- reading ---

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

    def _say(self, en: str, vi: str) -> str:
        return vi if self.lang == "vi" else en

    def _effects(self, n: int) -> tuple[Chip, ...]:
        rows = (
            (self._say("US", "Hoa Kỳ"), "+0.4", 1, "climate.us"),
            (self._say("China", "Trung Quốc"), "−0.9", -1, "climate.china"),
            (self._say("Public", "Lòng dân"), "+2", 1, "public"),
            (self._say("Russia", "Nga"), "−0.15", -1, "climate.russia"),
            (self._say("Danger of an incident at sea", "Nguy cơ va chạm trên biển"), "+9 %", -1, "hazard"),
            (self._say("Credibility", "Uy tín"), "+0.02", 1, "credibility"),
        )
        return tuple(Chip(*row) for row in rows[: 2 + n % 5])

    def _number(self, name: str, title: str, value: float, change: float, word: str = "", lamp: str = "") -> Number:
        history = (
            *tuple(value - change * (self.turn - i) * 0.4 + (i * 37 % 11 - 5) for i in range(1, self.turn)),
            value,
        )
        return Number(
            name,
            title,
            value,
            f"{value:g}",
            change,
            change_text(change),
            (change > 0) - (change < 0),
            0,
            100,
            word,
            lamp,
            history,
        )

    def explain(self, name: str) -> Explanation | None:
        if name == "nothing":
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
                (
                    self._number(f"suspicion.{id}", self._say("Suspicion", "Nghi ngại"), 33, 4),
                    self._number(f"obligation.{id}", self._say("Obligation owed to it", "Món nợ ân tình"), 12, -1),
                    self._number(
                        f"share.{id}", self._say("Share of our exports", "Tỷ trọng trong xuất khẩu của ta"), 29, 2
                    ),
                ),
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
            scenario="fake",
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
        )

    def _bulletin(self) -> tuple[Headline, ...]:
        s = self._say
        return (
            Headline(
                s(
                    "A deep-water rig arrives off Lý Sơn",
                    "Giàn khoân nước sâu xuất hiện ngoài khơi Lý Sơn".replace("khoân", "khoan"),
                ),
                s(
                    "Beijing's suspicion had grown for three quarters; dozens of coast-guard boats escort it.",
                    "Sự nghi ngại của Bắc Kinh đã tăng suốt ba quý; hàng chục tàu hải cảnh hộ tống.",
                ),
                self._effects(2),
                "china",
                "sea",
                (SOURCE,),
            ),
            Headline(
                s("Washington hints at a higher rank", "Washington gợi ý nâng cấp quan hệ"),
                s("The climate is warm enough for the first time.", "Lần đầu tiên quan hệ đủ ấm."),
                self._effects(0),
                "us",
                "",
                (SOURCE,),
            ),
            Headline(
                s("Fishermen rescued near the Spratlys", "Ngư dân được cứu gần Trường Sa"),
                s("A foreign ship helped and said nothing.", "Một tàu nước ngoài đã cứu giúp mà không nói gì."),
                (),
                "",
                "sea",
            ),
            Headline(
                s("Spare parts late again", "Phụ tùng lại đến chậm"),
                s("Deliveries from Moscow slip by another quarter.", "Hàng từ Mát-xcơ-va chậm thêm một quý."),
                self._effects(1),
                "russia",
            ),
            Headline(
                s("The trade agreement pays", "Hiệp định thương mại sinh lợi"),
                s("Exports to the Union grew by a tenth.", "Xuất khẩu sang Liên minh tăng một phần mười."),
                self._effects(3),
                "eu",
            ),
        )

    def _papers(self) -> tuple[Paper, ...]:
        if self.over:
            return ()
        s = self._say
        chosen = {(p, o) for kind, p, o in self.log if kind == "option"}

        def option(
            paper: str,
            id: str,
            key: str,
            title: str,
            text: str,
            n: int,
            cost: str = "",
            reason: str = "",
            risks: tuple[str, ...] = (),
        ) -> OptionLine:
            return OptionLine(
                id,
                key,
                title,
                text,
                self._effects(n),
                cost,
                not reason,
                reason,
                (paper, id) in chosen,
                s("the adviser's rule says 62 %", "cố vấn cho rằng 62 %") if n == 2 else "",
                risks,
            )

        def paper(
            id: str, kind: str, kicker: str, title: str, text: tuple[TextRun, ...], *options: OptionLine
        ) -> Paper:
            wait = s("silence is read as consent; public −1.", "im lặng bị xem là đồng ý; lòng dân −1.")
            return Paper(
                id, kind, kicker, title, text, options, any(p == id for p, _ in chosen), wait, (SOURCE, ASSUMED)
            )

        rig = (
            TextRun(
                s(
                    "A deep-water rig has been towed to a position ",
                    "Một giàn khoan nước sâu vừa được kéo vào vị trí cách đảo Lý Sơn ",
                )
            ),
            TextRun(s("119 nautical miles", "119 hải lý"), bold=True),
            TextRun(s(" off Lý Sơn island, inside our ", ", nằm trong ")),
            TextRun(s("exclusive economic zone", "vùng đặc quyền kinh tế"), opens="term.eez"),
            TextRun(
                s(
                    ". Dozens of coast-guard and steel-hulled boats escort it. Opinion at home is furious; the Foreign Ministry advises ",
                    " của ta. Hàng chục tàu hải cảnh và tàu cá vỏ thép hộ tống. Dư luận trong nước phẫn nộ; Bộ Ngoại giao đề nghị giữ ",
                )
            ),
            TextRun(s("bamboo diplomacy", "ngoại giao cây tre"), opens="term.bamboo"),
            TextRun(s(": firm roots, supple branches.", ": gốc vững, cành uyển chuyển.")),
        )
        memo = (
            TextRun(
                s(
                    "The minister asks to be received. A short answer is enough.",
                    "Vị bộ trưởng xin được tiếp. Chỉ cần trả lời ngắn.",
                )
            ),
        )
        return (
            paper(
                "rig",
                "crisis",
                s("CRISIS · EAST SEA", "KHỦNG HOẢNG · BIỂN ĐÔNG"),
                s("A rig inside the exclusive economic zone", "Giàn khoan trong vùng đặc quyền kinh tế"),
                rig,
                option(
                    "rig",
                    "protest",
                    "1",
                    s("Protest, and keep every channel open", "Đấu tranh ngoại giao, kiên trì đối thoại"),
                    s("Hà Nội sends a note and opens the hotline.", "Hà Nội gửi công hàm, mở đường dây nóng."),
                    2,
                ),
                option(
                    "rig",
                    "ships",
                    "2",
                    s("Send law-enforcement ships to the scene", "Đưa tàu chấp pháp ra hiện trường"),
                    s("Keep distance, film it, publish it.", "Giữ khoảng cách, quay phim, công bố."),
                    4,
                    s("1 attention", "1 tâm sức"),
                    "",
                    (s("1 in 3: a collision", "1/3 khả năng: va chạm"),),
                ),
                option(
                    "rig",
                    "law",
                    "3",
                    s("Prepare an international legal case", "Chuẩn bị hồ sơ pháp lý quốc tế"),
                    s("The arbitration option under UNCLOS.", "Phương án trọng tài theo UNCLOS."),
                    3,
                    s("2 attention", "2 tâm sức"),
                    s("The file is not ready before 2023.", "Hồ sơ chưa sẵn sàng trước năm 2023."),
                ),
                option(
                    "rig", "wait", "4", s("Wait", "Chờ"), s("Say nothing this quarter.", "Quý này không nói gì."), 0
                ),
            ),
            paper(
                "lavrov",
                "memo",
                s("MEMO · VISITOR", "TỜ TRÌNH · KHÁCH"),
                s("The foreign minister of Russia comes", "Ngoại trưởng Nga sang thăm"),
                memo,
                option("lavrov", "receive", "1", s("Receive him", "Tiếp"), "", 1),
                option("lavrov", "low", "2", s("Receive him at low rank", "Tiếp ở cấp thấp"), "", 0),
                option("lavrov", "off", "3", s("Put it off", "Hoãn lại"), "", 2),
            ),
            paper(
                "relief",
                "memo",
                s("MEMO · RELIEF", "TỜ TRÌNH · CỨU TRỢ"),
                s("Relief money for Ukraine", "Tiền cứu trợ cho Ukraina"),
                memo,
                option("relief", "money", "1", s("Send half a million dollars", "Gửi nửa triệu đô la"), "", 1),
                option("relief", "none", "2", s("Nothing", "Không gửi"), "", 0),
            ),
            paper(
                "vote",
                "vote",
                s("VOTE · UNITED NATIONS", "BIỂU QUYẾT · LIÊN HỢP QUỐC"),
                s("A resolution on Ukraine", "Nghị quyết về Ukraina"),
                memo,
                option("vote", "yes", "1", s("Yes", "Thuận"), "", 3),
                option("vote", "abstain", "2", s("Abstain", "Phiếu trắng"), "", 1),
                option("vote", "no", "3", s("No", "Chống"), "", 2),
            ),
        )

    def _verb(
        self, id: str, group: str, title: Two, icon: str, key: str, cost: int, target: str, *, left: float
    ) -> Verb:
        s = self._say
        forbidden = id == "port_access"
        reason = (
            s(
                "A foreign base is ruled out by the Four Noes.",
                "Căn cứ nước ngoài bị loại trừ bởi chính sách Bốn không.",
            )
            if forbidden
            else ""
        )
        poor = s("Not enough attention is left.", "Không còn đủ tâm sức.")
        cost_text = s(f"{cost} attention", f"{cost} tâm sức")
        ordered = {(i, t) for kind, i, t in self.log if kind == "verb"}
        names = [(p[0], pick(self.lang, p[1])) for p in POWERS] if target else [("", "")]
        why = reason or (poor if cost > left else "")
        targets = tuple(
            TargetLine(t, name, cost_text, cost, self._effects(i + 1), not why, why, (id, t) in ordered)
            for i, (t, name) in enumerate(names)
        )
        about = s(
            "What it does, in one sentence that is neither short nor long.",
            "Tác dụng của việc này, nói trong một câu vừa phải.",
        )
        return Verb(
            id, pick(self.lang, title), about, group, icon, key, cost_text, targets, not why, why, forbidden, (SOURCE,)
        )

    def _ledger(self) -> tuple[LedgerLine, ...]:
        lines = []
        for id, title, _, _, value, change in POWERS:
            found = self.explain(f"climate.{id}")
            causes = found.causes if found else ()
            lines.append(
                LedgerLine(
                    f"climate.{id}",
                    self._say(f"Relations with {title[0]}", f"Quan hệ với {title[1]}"),
                    f"{value - change:g}",
                    f"{value:g}",
                    change_text(change),
                    (change > 0) - (change < 0),
                    causes,
                )
            )
        return tuple(lines)

    def _timeline(self) -> tuple[TimelineMark, ...]:
        marks = []
        for turn in range(1, self.turn):
            for kind, power, en, vi in (
                (
                    "order",
                    "us",
                    "You invited the president of the United States",
                    "Bạn mời Tổng thống Hoa Kỳ sang thăm",
                ),
                ("move", "china", "China pressed at sea", "Trung Quốc gây sức ép trên biển"),
                ("answer", "", "You abstained in the General Assembly", "Bạn bỏ phiếu trắng tại Đại hội đồng"),
                ("event", "russia", "Spare parts came late", "Phụ tùng đến chậm"),
            )[: 1 + turn % 4]:
                marks.append(TimelineMark(turn, date(turn, self.lang), self._say(en, vi), kind, power))
        return tuple(marks)

    def _final(self) -> Final:
        s = self._say
        titles = (
            ("Autonomy", "Tự chủ"),
            ("Security", "An ninh"),
            ("Prosperity", "Thịnh vượng"),
            ("Home consent", "Đồng thuận trong nước"),
            ("Standing", "Vị thế"),
        )
        about = s("Leverage that no single power holds over you.", "Mức độ không bên nào nắm được bạn.")
        judgements = tuple(
            Judgement(
                f"judge.{i}",
                pick(self.lang, t),
                about,
                0,
                100,
                63 + 4 * i,
                58 - 3 * i,
                55,
                tuple((k * 31 + i * 13) % 60 + 20 for k in range(40)),
                f"{63 + 4 * i}",
            )
            for i, t in enumerate(titles)
        )
        return Final(
            s("The term is served", "Nhiệm kỳ kết thúc"),
            s(
                "You kept four doors open and owed nobody too much.",
                "Bạn giữ bốn cánh cửa mở và không mắc nợ ai quá nhiều.",
            ),
            judgements,
            "",
            (
                s("In Q2 2024 you paid the price of a visit.", "Quý II 2024 bạn trả giá cho một chuyến thăm."),
                s("In Q3 2025 the tariff was halved.", "Quý III 2025 thuế quan giảm một nửa."),
            ),
            (SOURCE,),
        )


class FakeShelf:
    """A shelf in memory with a broken scenario and a broken save."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings(motion=False)
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

    def saves(self, lang: str) -> tuple[SaveEntry, ...]:
        title = pick(lang, ("The war in Ukraine", "Chiến tranh ở Ukraina"))
        good = [
            SaveEntry(f"/saves/{i}", f"{title} {i}", title, date(i + 2, lang), f"2026-11-0{i + 1} 12:30", i % 2 == 0)
            for i in range(6)
        ]
        why = pick(lang, ("the file ends in the middle of turn 4", "tệp bị cắt ngang ở lượt 4"))
        return (*good, SaveEntry("/saves/bad", pick(lang, ("torn", "bị rách")), "", "", "2026-11-09 09:00", False, why))

    def new(self, scenario: str, seed: int | None, lang: str) -> Session:
        if scenario != "fake":
            raise BambooError(f"there is no scenario {scenario}")
        self.started.append(FakeSession(turn=1, lang=lang))
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
