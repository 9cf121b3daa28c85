"""Whether a text says who sends the mail: a name with a legal form, a postal address, a registration number."""

from __future__ import annotations

import re
from functools import lru_cache

_LEGAL_FORM = re.compile(
    r"\b(?:AB|ASA?|A/S|ApS|P/S|I/S|K/S|HB|KB|Oyj?|Abp|Ky|Tmi|GmbH|AG|KG|KGaA|OHG|UG|SE|SCE|CIC|CIO|LP|Co-operative|Cooperative|Corp|GbR|PartG|mbH|e\.\s?V\.|e\.\s?K\.|e\.\s?G\.|eG|Ltd|Limited|plc|PLC|Inc|LLC|LLP|BV|B\.V\.|SA|S\.A\.|"
    r"AmbA|a\.m\.b\.a|BA|SAS|SRL|NUF|ENK|DA|ANS|stiftelsen?|osuuskunta|ry|rf)(?!\w)\.?"
)  # fmt: skip
_NUMBER = re.compile(
    r"\b(?:org\.?\s?(?:nr|nummer|no)|CVR|Y-tunnus|FO-nummer|HRB|USt-?Id|VAT(?!\w)|Company (?:no|number|registration))", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"[A-ZÅÄÖÆØÜÉ][\wåäöæøüéß.'-]*(?:\s[A-ZÅÄÖÆØÜÉ]?[\wåäöæøüéß.'-]+)?\s\d{1,4}\s?[A-Za-z]?\b\s*[,·|•\n–-]"  # Storgatan 1,
    r"|\b\d{1,4}\s[A-Z][\w'-]+\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Way|Court|Park|Place|Row|Hill|Quay|Drive)\b"
    r"|\b(?:[A-Z]{1,2}-)?\d{3}\s?\d{2}\s[A-ZÅÄÖÆØÜ]\w+|\b\d{4}\s[A-ZÅÄÖÆØÜ]\w+|\b\d{5}\s[A-ZÅÄÖÆØÜ]\w+"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"  # a British postcode
    r"|\b(?:PL|PB|Box|Postboks|Postbox|Postfach|PO Box|P\.O\. Box)\s\d+"
)  # fmt: skip


@lru_cache(maxsize=8_192)
def names_a_sender(text: str) -> bool:
    """Whether a text does; remembered, for it is asked of every block of every shape."""
    return bool(_LEGAL_FORM.search(text) or _NUMBER.search(text) or _ADDRESS.search(text))


_CAPITALISED = r"[A-ZÅÄÖÆØÜÉ\d][\w&'’.+-]*"
_NAME = re.compile(rf"(?:{_CAPITALISED}(?:\s(?:och|og|ja|und|and|&|i|of|the|von|der|de|för|for|på))?\s){{1,6}}(?={_LEGAL_FORM.pattern})")
_SENT_BY = re.compile(
    r"\b(?:sent by|sender|avsändare|skickas av|skickat av|avsender|sendt av|sendes av|afsender|sendt af|absender|versendet von|kommt von|"
    r"lähettäjä|lähetti|inhaber|inhaberin|copyright)\b|©", re.IGNORECASE,
)  # fmt: skip
_SIGNED = re.compile(
    r"(?:^|(?<=[\n.!?]))\s*(?:(?:med )?(?:vänliga |vänlig |venlig |vennlig |mange |många |varma |kærlig )?(?:hälsningar|hälsning|hilsen|hilsener)|mvh|"
    r"(?:viele|liebe|herzliche|freundliche|beste)[nr]? grüsse|(?:viele|liebe|herzliche|freundliche|beste) grüße|mit freundlichen grüßen|"
    r"(?:best|kind|warm|many) (?:wishes|regards)|yours (?:sincerely|truly)|love from|ystävällisin terveisin|terveisin|terveiset)\b(?! (?:till|til|an|to|kaikille)\b)[^\n.!?]*",
    re.IGNORECASE,
)  # fmt: skip
_PART = re.compile(r"[^\n|·•]+?(?:(?<=[^\W\d_]{3})[.!?](?=\s)|(?=[\n|·•])|$)", re.DOTALL)


@lru_cache(maxsize=8_192)
def sender_spans(text: str, leaving: bool) -> tuple[tuple[int, int], ...]:
    """Where a text names its sender: a firm's name before its legal form, and, where the text is a footer (it lets the reader out, or
        names a firm), the parts that hold an address, a registration number or "sent by"; the line that signs it ("Best wishes from the library
    desk"). ``leaving``: whether it lets the reader out."""
    names = [found.span() for found in _NAME.finditer(text)]
    signed = [found.span() for found in _SIGNED.finditer(text)]
    if not (leaving or names):
        return tuple(signed)
    parts = [found.span() for found in _PART.finditer(text) if _identifies(found.group())]
    return tuple(sorted((*names, *signed, *parts)))


def _identifies(part: str) -> bool:
    return bool(_SENT_BY.search(part) or _ADDRESS.search(f"{part}\n") or _NUMBER.search(part))
