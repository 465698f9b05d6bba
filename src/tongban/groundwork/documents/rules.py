"""How official documents are numbered and which files are kept; no Django, no clock."""

import re
import unicodedata

PLACE = re.compile(
    r"[^省市区县州盟旗乡镇村]+?(?:特别行政区|自治区|自治州|自治县|街道|社区|省|市|区|县|州|盟|旗|乡|镇|村)"
)
ONE_CHARACTER = (
    "省",
    "市",
    "特别行政区",
    "自治区",
    "自治州",
    "州",
    "盟",
)  # 宁川市 → 宁; below them, two may begin alike
BRANCH = re.compile(r"(.+局)(.+)分局")
OF_A_PLACE = "人民政府"  # 城东区人民政府望江街道办事处: the office of the place, not of its government


def word_mark(name: str, endings: list[tuple[str, str]]) -> str:
    """
    Return the word mark of an authority for its document numbers: 宁川市公安局 → 宁公, 宁川市城东区民政局 → 宁城东民.

    `endings` pairs the end of a name with its short form; a name with none of them is marked by what follows its place.
    Cities and above give their first character, places below them their whole name, so that two districts differ.
    """
    places = []
    rest = name
    offices = {ending for ending, _short in endings}
    while rest not in offices and (match := PLACE.match(rest)) and match.end() < len(rest):
        places.append(_place_mark(match[0]))
        rest = rest[match.end() :]
        if rest.startswith(OF_A_PLACE) and PLACE.match(rest.removeprefix(OF_A_PLACE)):
            rest = rest.removeprefix(OF_A_PLACE)
    branch = BRANCH.fullmatch(rest)
    office, of = (branch[1], branch[2]) if branch else (name, "")
    short = next((short for ending, short in endings if office.endswith(ending)), rest[:2])
    return "".join(places) + short + of


def _place_mark(place: str) -> str:
    if place.endswith(ONE_CHARACTER):
        return place[0]
    ending = next(each for each in ("自治县", "街道", "社区", place[-1]) if place.endswith(each))
    return place.removesuffix(ending)


def document_number(*, mark: str, kind_mark: str, year: int, serial: int) -> str:
    """Return a document's number as it is printed: 宁公受字〔2026〕第00001号."""
    return f"{number_prefix(mark=mark, kind_mark=kind_mark, year=year)}{serial:05d}号"


def number_prefix(*, mark: str, kind_mark: str, year: int) -> str:
    """Return what stands before the serial in a document's number."""
    return f"{mark}{kind_mark}字〔{year}〕第"


NAME_LENGTH = 120
UNSAFE = re.compile(r'[\\/:*?"<>|]')


def safe_name(name: str, *, suffix: str, others: tuple[str, ...] = ()) -> str:
    """
    Return a file name that can be shown and stored anywhere, with `suffix` unless it has one of the `others`.

    Folders, invisible characters (also those that turn the direction of writing, by which "exe.jpg" can be faked) and
    characters that file systems refuse are taken out.
    """
    visible = "".join(
        character for character in unicodedata.normalize("NFC", name) if unicodedata.category(character)[0] != "C"
    )
    base = UNSAFE.sub("_", re.split(r"[\\/]", visible)[-1]).strip(". ") or "file"
    stem, dot, ending = base.rpartition(".")
    if not suffix:
        return base[-NAME_LENGTH:]
    if dot and ending.lower() in others:
        return f"{stem[:NAME_LENGTH]}.{ending.lower()}"
    return f"{(stem if dot and len(ending) <= 5 else base)[:NAME_LENGTH]}.{suffix}"


def readable_size(size: int) -> str:
    """Return a number of bytes as people say it: 20971520 → "20 MB", 8222 → "8 KB"; never less than "1 KB"."""
    if round(size / 1024) < 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024**2:.1f}".removesuffix(".0") + " MB"
