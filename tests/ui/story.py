"""Takes a language and what was ordered, gives the texts on the desk of the made-up game."""

from __future__ import annotations

from sim.report.desk import (
    Chip,
    Explanation,
    Final,
    Headline,
    Judgement,
    LedgerLine,
    Number,
    OptionLine,
    Paper,
    TargetLine,
    TextRun,
    TimelineMark,
    Verb,
)

from .cast import ASSUMED, POWERS, SOURCE, Two, change_text, date, pick


class Story:
    """What stands on the desk of a made-up game: news, papers, verbs, ledger, timeline, end."""

    lang: str
    turn: int
    log: list[tuple[str, str, str]]
    over: bool

    def explain(self, name: str) -> Explanation | None:
        raise NotImplementedError

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
                s("Deliveries from Moscow slip by another quarter.", "Hàng từ Moskva chậm thêm một quý."),
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
                id, kind, kicker, title, text, options, any(p == id for p, _ in chosen), wait, (SOURCE, ASSUMED), "sea"
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
                f"{58 - 3 * i}",
                "55",
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
