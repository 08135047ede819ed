"""Takes a language and the powers of the made-up game, gives what opens from its desk: pages, codex, forecasts, a crisis, the web."""

from __future__ import annotations

from sim.report.counsel import (
    Bands,
    ChanceLine,
    Estimate,
    Fan,
    Foretellings,
    Foretold,
    Outlook,
    Ranking,
    Suggestion,
    TurningPoint,
    Turnings,
    Voice,
    Weight,
)
from sim.report.desk import Chip, Crisis, Number, PowerCard, Rung, Stake, Thread
from sim.report.pages import Chance, Deed, Domain, Entry, PowerPage, Remembered, Section

from .cast import POWERS, SOURCE, date, pick

LADDER = (
    ("a private word", "nói riêng"),
    ("a démarche", "giao thiệp ngoại giao"),
    ("public protest", "công khai phản đối"),
    ("coast guard", "cảnh sát biển"),
    ("partners and the UN", "đối tác và Liên Hợp Quốc"),
    ("mobilisation", "động viên lực lượng"),
    ("clash", "đụng độ"),
)


def page_of(lang: str, card: PowerCard, ties: tuple[Number, ...]) -> PowerPage:
    """The page of a power."""
    long = pick(
        lang,
        (
            "The American president in Hanoi: The visit and two steps up at once",
            "Tổng thống Mỹ tại Hà Nội: Chuyến thăm và nâng liền hai bậc quan hệ",
        ),
    )
    past = tuple(
        Remembered(
            long,
            date(i + 1, lang),
            x,
            f"{x:+.2f}",
            pick(lang, ("at first +1.20", "lúc đầu +1,20")),
            (x > 0) - (x < 0),
            "term.eez",
            (SOURCE,),
        )
        for i, x in enumerate((1.4, 0.9, -0.5, 0.2, -0.05))
    )
    titles = (
        ("Share of exports", "Tỷ trọng xuất khẩu"),
        ("Share of imports", "Tỷ trọng nhập khẩu"),
        ("Dependence in arms", "Phụ thuộc về vũ khí"),
        ("New energy ties", "Ràng buộc năng lượng mới"),
        ("Contracts at work", "Hợp đồng đang vận hành"),
    )
    return PowerPage(
        id=card.id,
        title=card.title,
        rank=card.rank,
        about=pick(lang, ("How warm the political relationship is.", "Quan hệ chính trị ấm đến đâu.")),
        chances=(
            Chance(pick(lang, ("It courts us", "Ve vãn ta")), 0.42, "42 %"),
            Chance(pick(lang, ("It presses us", "Gây sức ép")), 0.08, "8 %"),
        ),
        relation=card.relation,
        remembered=past,
        dependence=card.dependence,
        domains=tuple(
            Domain(pick(lang, t), 0.05 / (i + 1), f"{5 / (i + 1):.2f} %", "climate.us") for i, t in enumerate(titles)
        ),
        sections=(
            Section(pick(lang, ("Ties", "Quan hệ")), ties),
            Section(pick(lang, ("Arms suppliers", "Các nguồn vũ khí")), ()),
        ),
        deeds=tuple(
            Deed(date(i + 1, lang), long, kind, Chip("", "+0.3" if i % 2 else "−0.45", 1 if i % 2 else -1))
            for i, kind in enumerate(("vote", "answer", "order", "move", "event"))
        ),
        sources=(SOURCE,),
    )


def codex_of(lang: str) -> tuple[Entry, ...]:
    """A small book with an entry of every kind."""
    text = pick(
        lang,
        (
            "Up to 200 nautical miles from the baseline; the coastal state has sovereign rights over its resources.",
            "Tới 200 hải lý tính từ đường cơ sở; quốc gia ven biển có quyền chủ quyền đối với tài nguyên.",
        ),
    )
    kinds = ("term", "number", "verb", "paragraph", "fact", "mechanism", "work")
    return tuple(
        Entry(
            f"{kind}.{i}",
            kind,
            pick(lang, (f"Exclusive economic zone {i}", f"Vùng đặc quyền kinh tế {i}")),
            text,
            pick(lang, ("article 000, paragraph 12", "bài 000, đoạn 12")),
            (("term.eez", "F042"), ("climate.china", "M15")),
        )
        for i, kind in enumerate(kinds * 7)
    )


def foretold_of(lang: str, turn: int, stated: dict[str, float]) -> Foretellings:
    """What was stated this quarter, before two older ones that are judged."""
    older = (
        Foretold("climate.us", turn - 5, turn - 1, date(turn - 1, lang), pick(lang, ("Climate (United States) below 35", "Quan hệ (Hoa Kỳ) dưới 35")),
                 0.25, pick(lang, ("you 25 %, advisers 40 %: it came", "bạn 25 %, cố vấn 40 %: đã xảy ra")), True),
        Foretold("unity", turn - 6, turn - 2, date(turn - 2, lang), pick(lang, ("Leadership unity below 35", "Đoàn kết lãnh đạo dưới 35")),
                 0.1, pick(lang, ("you 10 %, advisers 30 %: it did not come", "bạn 10 %, cố vấn 30 %: không xảy ra")), False),
    )  # fmt: skip
    new = tuple(
        Foretold(
            name,
            turn,
            turn + 4,
            date(turn + 4, lang),
            f"{name} < 35",
            chance,
            pick(lang, ("not yet due", "chưa đến hạn")),
            None,
        )
        for name, chance in stated.items()
    )
    note = pick(
        lang, ("Brier score over 2: you 0.29, the advisers 0.23.", "Điểm Brier qua 2 dự đoán: bạn 0,29, cố vấn 0,23.")
    )
    return Foretellings((*new, *older), 0.29, 0.23, note)


def outlook_of(lang: str, numbers: tuple[Number, ...], futures: int, title: str) -> Outlook:
    """A forecast with nine fans, chances and four advisers; empty before the first futures."""
    if not futures:
        return Outlook(title, (), (), (), 0, 0, pick(lang, ("Thinking.", "Đang suy tính.")))
    fans = tuple(
        Fan(
            n.name,
            n.title,
            n.value,
            n.text,
            n.low,
            n.high,
            tuple(
                Bands(
                    date(i + 2, lang),
                    n.value - 4 * i - 4,
                    n.value - 2 * i - 2,
                    n.value + i,
                    n.value + 2 * i + 2,
                    n.value + 4 * i + 4,
                    "34 → 51",
                )
                for i in range(4)
            ),
            pick(lang, ("4 in 10: below 35", "4 trên 10: dưới 35")),
            35.0,
            tuple((n.value, *(n.value + (k - 2) * i for i in range(1, 5))) for k in range(5)),
            3.0,
            "▲ +3",
            1,
            pick(lang, ("+0.6 against waiting", "+0,6 so với để ngỏ")),
        )
        for n in numbers
    )
    chances = tuple(
        ChanceLine(
            id,
            kind,
            pick(lang, ("Incident in the East Sea (South China Sea)", "Sự cố trên Biển Đông")),
            0.08,
            0.25,
            pick(
                lang,
                ("1 in 12 next quarter, 1 in 4 within the year shown", "1 trên 12 quý sau, 1 trên 4 trong năm tới"),
            ),
        )
        for id, kind in (("sea_incident", "crisis"), ("client", "lamp"), ("clash", "ending"))
    )
    weights = tuple(
        Weight(n.name, n.title, w, f"{w * 100:.0f} %") for n, w in zip(numbers, (0.4, 0.3, 0.2, 0.1), strict=False)
    )
    voices = tuple(
        Voice(
            id,
            pick(lang, title_),
            pick(lang, ("Looks at the ties with the four powers.", "Xem trọng quan hệ với bốn cường quốc.")),
            icon,
            weights,
            pick(
                lang,
                (
                    "expects +1.2; would rather: Protest, and keep every channel open (+2.0)",
                    "dự kiến +1,2; thà chọn: Phản đối, giữ mọi kênh đối thoại (+2,0)",
                ),
            ),
            "protest",
            0.86,
            pick(lang, ("held 31 of 36 so far (86 %)", "đúng 31 trên 36 đến nay (86 %)")),
        )
        for id, title_, icon in (
            ("foreign", ("Foreign Ministry", "Bộ Ngoại giao"), "globe"),
            ("defence", ("Defence", "Quốc phòng"), "shield"),
            ("party", ("Party", "Đảng"), "landmark"),
            ("trade", ("Trade", "Công Thương"), "package"),
        )
    )
    note = pick(
        lang,
        (f"{futures} futures. Not the dice of this game.", f"{futures} tương lai. Không dùng xúc xắc của ván này."),
    )
    return Outlook(title, fans, chances, voices, futures, 500, note)


def ranking_of(lang: str, progress: float) -> Ranking:
    """What could be added to the plan in hand."""
    lines = tuple(
        Suggestion(
            verb, target, pick(lang, title), 0.8, pick(lang, ("+0.8 (100 futures)", "+0,8 (100 tương lai)")), 100
        )
        for verb, target, title in (
            ("statement", "", ("Speak for the Charter", "Lên tiếng vì Hiến chương")),
            ("call_envoy", "china", ("Call, send an envoy: China", "Gọi điện, cử đặc phái viên: Trung Quốc")),
        )
    )
    return Ranking(lines, progress, pick(lang, ("In points of the judgements.", "Tính bằng điểm đánh giá.")))


def crisis_of(lang: str, options: tuple[str, ...]) -> Crisis:
    """A crisis on the fourth rung."""
    rungs = tuple(
        Rung(
            i + 1,
            pick(lang, t),
            i == 3,
            0.02 * (i - 2) if i in (3, 4, 5) else 0.0,
            pick(lang, (f"accident {2 * (i - 2)} % a quarter", f"tai nạn {2 * (i - 2)} % mỗi quý"))
            if i in (3, 4, 5)
            else "",
        )
        for i, t in enumerate(LADDER)
    )
    parties = tuple((p[0], pick(lang, p[1])) for p in POWERS)
    stakes = tuple(
        Stake(
            option,
            (1, 4, 5, 6)[number % 4],
            number == 0,
            tuple(
                Chip(title, "−0.35" if i == 1 else "", -1 if i == 1 else 0, f"climate.{id}")
                for i, (id, title) in enumerate(parties)
            ),
            (
                Chip(pick(lang, ("Public", "Lòng dân")), "+2", 1, "public"),
                Chip(pick(lang, ("Danger of an incident at sea", "Nguy cơ va chạm trên biển")), "+9 %", -1, "hazard"),
            ),
        )
        for number, option in enumerate(options)
    )
    way = pick(
        lang, ("A quiet way down is open: Protest (to rung 1).", "Vẫn có lối xuống lặng lẽ: Phản đối (xuống nấc 1).")
    )
    return Crisis("rig", "security_sea", rungs, stakes, parties, way)


def web_of(lang: str) -> tuple[Thread, ...]:
    """Who minds what another gains."""
    ids = [p[0] for p in POWERS]
    return tuple(
        Thread(
            f"nu.{a}.{b}",
            a,
            b,
            x,
            f"{abs(x):.2f}",
            pick(lang, (f"{a} minds what {b} gains.", f"{a} phiền lòng khi {b} được lợi.")),
        )
        for i, a in enumerate(ids)
        for j, b in enumerate(ids)
        if a != b and (x := (-0.3 if (i + j) == 3 else 0.2 + 0.15 * j))
    )


def turnings_of(lang: str, progress: float) -> Turnings:
    """Two turning points, as far as they are known."""
    lines = tuple(
        TurningPoint(
            turn,
            date(turn, lang),
            pick(
                lang,
                (
                    "The American president in Hanoi: The visit and two steps",
                    "Tổng thống Mỹ tại Hà Nội: Chuyến thăm và hai bậc",
                ),
            ),
            pick(lang, ("instead: Only the visit", "nếu chọn: Chỉ chuyến thăm")),
            gain,
            pick(
                lang,
                (f"{gain:+} points (+4.0 in the luck of your game)", f"{gain:+} điểm (+4,0 trong may rủi của ván này)"),
            ),
            1 if gain > 0 else -1,
            (Chip(pick(lang, ("Home consent", "Đồng thuận trong nước")), "+7.4", 1, "judge.3"),),
        )
        for turn, gain in ((7, 2.3), (3, -1.1))
    )
    note = pick(lang, ("Each decision played again otherwise.", "Mỗi quyết định được chơi lại theo cách khác."))
    return Turnings(lines[: round(2 * progress)], progress, note)


def estimates_of(lang: str) -> tuple[Estimate, ...]:
    """Four estimates beside the truth."""
    return tuple(
        Estimate(
            f"suspicion.{p[0]}",
            pick(lang, (f"Suspicion ({p[1][0]})", f"Nghi ngờ ({p[1][1]})")),
            "0.4",
            "0.7",
            pick(lang, ("0.25 off on average", "trung bình lệch 0,25")),
            (0.3, 0.5, 0.4),
            (0.2, 0.6, 0.7),
        )
        for p in POWERS
    )
