"""What may be shown of personal data by default (GB/T 35273 practice: enough to recognise one's own, no more)."""


def mask_name(name: str) -> str:
    """Keep the first and, from three characters on, the last character: 李兰 → 李*, 李秀兰 → 李*兰."""
    if len(name) <= 1:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_organisation(name: str) -> str:
    """Keep the first two characters and the last four: 宁川市大江餐饮有限公司 → 宁川*****有限公司."""
    return name if len(name) <= 6 else name[:2] + "*" * (len(name) - 6) + name[-4:]


def mask_identity_number(number: str) -> str:
    """Keep the first three and the last two characters of an identity number."""
    return _middle(number, 3, 2)


def mask_phone(number: str) -> str:
    """Keep the first three and the last four digits of a telephone number."""
    return _middle(number, 3, 4)


def mask_address(address: str) -> str:
    """Keep the first six characters, down to the county, and hide the rest."""
    return address[:6] + "*" * 6 if len(address) > 6 else "*" * len(address)


def mask_file_name(name: str) -> str:
    """Keep the first character and the ending of a file's name, into which people put names and numbers: 李***.jpg."""
    stem, dot, ending = name.rpartition(".")
    return f"{(stem or ending)[:1]}***{dot}{ending if dot else ''}"


def _middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
