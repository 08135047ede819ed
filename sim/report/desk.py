"""The desk: everything one turn shows the player, as frozen plain data in one language.

Takes nothing and gives shapes only. `report.compose` fills them; `ui` paints them and text mode prints them, so that both
show the same game. All texts are finished sentences in the chosen language, normalised to NFC. Numbers come twice: as
`float` for drawing and as text for reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: `id` (F042, O016, M12, a work, or "assumed") and one readable sentence."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One cause of one change. `amount` is exact; all causes of a number sum to its change."""

    title: str
    amount: float
    amount_text: str  # signed, for example "+0.35"
    good: int  # 1 better, -1 worse, 0 neither: decides colour and arrow, never colour alone
    sources: tuple[Source, ...] = ()
    opens: tuple[str, ...] = ()  # names of numbers that this cause was computed from; each can be opened with `explain`
    act: str = ""  # what was done or happened, or the memory at work; opens with `explain`, too


@dataclass(frozen=True, slots=True)
class Explanation:
    """What opens when any number, term or power is asked about (`why NAME`, a tooltip)."""

    name: str  # "climate.russia", "term.eez"
    title: str
    about: str
    value_text: str = ""
    change_text: str = ""
    start_text: str = ""
    end_text: str = ""
    causes: tuple[CauseLine, ...] = ()
    formula: str = ""  # for derived numbers: the formula as written
    unit: str = ""
    range_text: str = ""
    sources: tuple[Source, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """One number at first glance."""

    name: str  # opens with `explain(name)`
    title: str
    value: float
    text: str
    change: float
    change_text: str  # "▲ +3", "▼ -6", "● 0": the arrow says better or worse, the sign up or down
    good: int  # of the change
    low: float
    high: float
    word: str = ""  # "warm", "strained"
    lamp: str = ""  # a warning sentence when an ending this number announces is near; empty when calm
    history: tuple[float, ...] = ()  # one value a turn so far, oldest first, for the sparkline


@dataclass(frozen=True, slots=True)
class PowerCard:
    """One power: relation, rank, dependence, mood."""

    id: str  # "us"
    title: str
    relation: Number
    rank: str  # "Comprehensive partner"
    dependence: Number | None
    mood: str  # "likely to court (42 %)": what it may do next, as chances


@dataclass(frozen=True, slots=True)
class Chip:
    """A small token on an option: who or what, sign, size."""

    label: str  # "US", "Public"
    text: str  # "+0.4"
    good: int
    name: str = ""  # what it opens


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One answer to a card."""

    id: str
    key: str  # "1".."4"
    title: str
    text: str
    chips: tuple[Chip, ...]
    cost_text: str  # "1 attention" or ""
    legal: bool
    reason: str  # why not, when not legal
    chosen: bool
    advice: str = ""  # "the adviser's rule says 62 %"
    risks: tuple[str, ...] = ()  # "1 in 3: found out"


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of running text; `opens` is the name it links to, or empty."""

    text: str
    opens: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One open card, memo or vote."""

    id: str
    kind: str  # "card" | "memo" | "vote" | "crisis"
    kicker: str  # "VOTE · UNITED NATIONS"
    title: str
    text: tuple[TextRun, ...]
    options: tuple[OptionLine, ...]
    answered: bool
    wait_text: str  # what happens if it is left unanswered
    sources: tuple[Source, ...] = ()
    family: str = ""  # what its picture shows: see `report.families`


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One possible target of a verb."""

    id: str
    title: str
    cost_text: str
    cost: float
    chips: tuple[Chip, ...]
    legal: bool
    reason: str
    ordered: bool


@dataclass(frozen=True, slots=True)
class Verb:
    """One standing verb of the agenda. Verbs without a target have one `TargetLine` with id "" ."""

    id: str
    title: str
    about: str
    group: str  # id of the verb group
    icon: str  # name of an icon, for example "handshake"
    key: str  # hotkey, one letter
    cost_text: str
    targets: tuple[TargetLine, ...]
    legal: bool  # at least one target is legal
    reason: str
    forbidden: bool
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A heading under which verbs stand."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One line of the bulletin: what happened last quarter and because of what."""

    title: str
    text: str
    chips: tuple[Chip, ...] = ()
    power: str = ""  # id of the power it is about
    place: str = ""  # "sea" when it belongs on the map
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One number that changed last quarter, largest relative change first."""

    name: str
    title: str
    start_text: str
    end_text: str
    change_text: str
    good: int
    causes: tuple[CauseLine, ...]


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """Something that happened: by the player, by a power, by an event."""

    turn: int
    date: str
    title: str
    kind: str  # "order" | "answer" | "move" | "event"
    power: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Direct effects of everything in hand, number by number (bands may come later)."""

    title: str
    lines: tuple[Chip, ...]
    note: str
    risks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One outcome of a finished game: yours, history's and the median of other governments, on low..high."""

    name: str
    title: str
    about: str
    low: float
    high: float
    you: float
    history: float | None
    median: float | None
    cloud: tuple[float, ...] = ()  # other governments, any order
    you_text: str = ""
    history_text: str = ""  # empty where there is no number
    median_text: str = ""


@dataclass(frozen=True, slots=True)
class Final:
    """The end of a game."""

    title: str
    text: str
    judgements: tuple[Judgement, ...]
    ending: str  # id of the ending, "" when the term was served
    chain: tuple[str, ...] = ()  # what led to it, one sentence each
    sources: tuple[Source, ...] = ()
    profile: str = ""  # the title that this line of play earns
    profile_why: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder of a crisis."""

    number: int
    title: str
    here: bool
    accident: float  # chance a quarter that it ends in the highest rung; 0 below the dangerous ones
    accident_text: str


@dataclass(frozen=True, slots=True)
class Stake:
    """One answer in a crisis: where it leads, and what it does in the regard of each party."""

    option: str
    rung: int  # the rung after it
    quiet: bool  # the quiet way down
    regard: tuple[Chip, ...]  # one for each party; an empty text where it leaves them unmoved
    home: tuple[Chip, ...]  # what it does to the numbers of the first glance


@dataclass(frozen=True, slots=True)
class Crisis:
    """An open paper on a ladder."""

    paper: str
    ladder: str  # the number that the ladder is, for `explain`
    rungs: tuple[Rung, ...]  # from the lowest
    stakes: tuple[Stake, ...]
    parties: tuple[tuple[str, str], ...]  # (id, short title) of the powers, in the order of `Stake.regard`
    way_down: str  # one sentence on the quiet way down; empty where none is open


@dataclass(frozen=True, slots=True)
class Thread:
    """How one power takes what another gains: above 0 it minds, below 0 it is glad."""

    name: str  # opens with `explain`
    observer: str
    gainer: str
    value: float
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One turn as the player sees it."""

    scenario: str
    scenario_title: str
    lang: str
    date: str  # "Q3 2022" / "Quý III 2022"
    turn: int  # 1-based
    turns: int
    attention: float  # left after the plan in hand
    attention_full: float
    attention_text: str
    powers: tuple[PowerCard, ...]
    numbers: tuple[Number, ...]  # the five others of the nine
    bulletin: tuple[Headline, ...]
    papers: tuple[Paper, ...]
    groups: tuple[VerbGroup, ...]
    verbs: tuple[Verb, ...]
    plan: tuple[str, ...]  # the orders in hand, in words
    can_undo: bool
    forecast: Forecast
    ledger: tuple[LedgerLine, ...]
    timeline: tuple[TimelineMark, ...]
    lamps: tuple[str, ...]  # warnings that are lit
    series: dict[str, tuple[float, ...]] = field(default_factory=dict)  # name -> values so far, for the charts view
    final: Final | None = None
    attention_title: str = ""  # what orders cost, in words: "Attention"
    crisis: Crisis | None = None  # an open paper on the ladder
    web: tuple[Thread, ...] = ()  # how the powers take each other's gain
