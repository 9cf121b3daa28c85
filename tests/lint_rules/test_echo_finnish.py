"""EXP209 in Finnish: values of a visit, inflected, in copy that looks back on it, beside the sender's own programme."""

from __future__ import annotations

from typing import Any

import pytest

from tactful.project import Project
from tactful_rules.paraphrased_fact import ParaphrasedFact

SWIM = {"item": "vesijumppa", "place": "Mäkelänrinne", "at": "2026-02-10T18:00:00+02:00", "kind": "attendance"}
TABLE = {"item": "ruokapöytä", "place": "Lielahti", "at": "2026-02-07T13:00:00+02:00"}
MASSAGE = {"item": "hieronta", "place": "Kallio", "at": "2026-01-23T16:30:00+02:00", "kind": "booking", "channel": "web"}
SHOES = {"item": "juoksukengät", "place": "Sello", "at": "2026-02-08T15:00:00+02:00", "kind": "purchase"}
CONCERT = {"item": "sinfoniakonsertti", "place": "Musiikkitalo", "at": "2026-02-05T19:00:00+02:00", "kind": "attendance"}
COURSE = {"item": "keramiikkakurssi", "place": "Tampere", "at": "2026-02-09T17:00:00+02:00", "kind": "attendance"}
CASES = [
    (SWIM, "Miltä vesijumppa Mäkelänrinteessä tuntui hartioissa?", "error"),
    (SWIM, "Tiistaisen vesijumpan jälkeen kelpaa saunoa.", "error"),
    (SWIM, "Mäkelänrinteen altaalla tiistaina hikoilit varmasti.", "error"),
    (SWIM, "Vesijumpassa sinua kaivattiin jo.", "warning"),
    (SWIM, "Vesijumpan uusi kausi alkaa maanantaina.", ""),
    (SWIM, "Mäkelänrinne on auki joka päivä 6–21.", ""),
    (SWIM, "Tiistaisin altaalla on rataharjoitus.", ""),
    (TABLE, "Lielahdessa sovittamasi ruokapöytä odottaa vielä.", "error"),
    (TABLE, "Mahtuihan se ruokapöytä lauantaina autoon?", "error"),
    (TABLE, "Vieläkö mietit Lielahden ruokapöytää?", "error"),
    (TABLE, "Ruokapöydät ja tuolit -20 %.", ""),
    (TABLE, "Lielahden myymälä on avoinna lauantaina 10–16.", ""),
    (MASSAGE, "Toivottavasti perjantain hieronta avasi jumit.", "error"),
    (MASSAGE, "Kalliossa saamasi hieronta kaipaa jatkoa.", "error"),
    (MASSAGE, "Hierontaa Kalliossa: ajat ma–pe 8–20.", ""),
    (MASSAGE, "Perjantaina avaamme uuden hoitohuoneen.", ""),
    (SHOES, "Joko Sellosta ostetut juoksukengät on ajettu sisään?", "error"),
    (SHOES, "Miten sunnuntaina hankkimasi juoksukengät istuvat?", "error"),
    (SHOES, "Selloon unohtamasi juoksukenkien kuitti löytyi.", "error"),
    (SHOES, "Kuinka monta kilometriä uusilla juoksukengilläsi on jo takana?", "warning"),
    (SHOES, "Juoksukengistä saat nyt parin 59 eurolla Sellon myymälästä.", ""),
    (SHOES, "Sello palvelee sunnuntaina 12–18.", ""),
    (CONCERT, "Torstai-illan sinfoniakonsertti jäi varmasti soimaan korviisi.", "error"),
    (CONCERT, "Oli ilo nähdä sinut Musiikkitalossa torstaina.", "error"),
    (CONCERT, "Torstain sinfoniakonserttiin on vielä paikkoja.", ""),
    (CONCERT, "Musiikkitalossa soi perjantaina jazz.", ""),
    (COURSE, "Tampereella muovailemasi kulho on poltettu – kiitos kun kävit keramiikkakurssilla.", "error"),
    (COURSE, "Maanantai-iltana savi tarttui sormiisi Tampereella.", "error"),
    (COURSE, "Tampereen keramiikkakurssi alkaa 2. maaliskuuta.", ""),
]


@pytest.mark.parametrize(("entry", "text", "severity"), CASES)
def test_a_visit_is_told_from_the_programme(entry: dict[str, Any], text: str, severity: str) -> None:
    mjml = f"<mjml><mj-body><mj-section><mj-column><mj-text>{text}</mj-text></mj-column></mj-section></mj-body></mjml>"
    manifest = {"subject": "Terveisiä", "locale": "fi-FI", "purpose": "promotion"}
    project = Project.in_memory(manifest=manifest, mjml=mjml, rules=[ParaphrasedFact()])
    history = [{"topic": "retail.home", "kind": "visit", "channel": "store", **entry}]
    customer = {"id": "c", "history": history, "relationship": {"stage": "active"}}
    report = project.lint("case", {"as_of": "2026-02-13T08:00:00+02:00", "customer": customer})
    assert [finding.severity for finding in report.findings] == ([severity] if severity else [])
