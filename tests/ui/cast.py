"""Takes nothing, gives the powers, numbers and verbs of the made-up game, each name in English and Vietnamese."""

from __future__ import annotations

from sim.report.desk import Source

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
    return f"▲ +{change:g}" if change > 0 else f"▼ {change:g}" if change < 0 else "● 0"
