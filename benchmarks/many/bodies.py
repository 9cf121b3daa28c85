"""Bodies of the generated messages: ten kinds of mail, each put together anew from sections."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

Words = Mapping[str, Any]
HEAD = """{{% extends "_layouts/{layout}.mjml" %}}
{{% import "_macros/parts.mjml" as parts %}}
{{% from "_macros/brands.mjml" import {brand} as brand %}}
"""


class Writer:
    """Writes copy of one language. Every draw comes from the seed."""

    def __init__(self, words: Words, rng: random.Random) -> None:
        self.words = words
        self.rng = rng

    def pick(self, key: str) -> str:
        return self.filled(self.rng.choice(self.words[key]))

    def filled(self, text: str) -> str:
        rng, words = self.rng, self.words
        found = text.replace("{thing}", rng.choice(words["things"])).replace("{place}", rng.choice(words["places"]))
        found = found.replace("{season}", rng.choice(words["seasons"])).replace("{n}", str(rng.randrange(3, 60)))
        return found[:1].upper() + found[1:]

    def prose(self, sentences: int) -> str:
        return " ".join(self.filled(one) for one in self.rng.sample(self.words["sentences"], sentences))

    # -- sections

    def paragraph(self) -> str:
        return f"{{% call parts.paragraph() %}}{self.prose(self.rng.randrange(2, 5))}{{% endcall %}}\n"

    def greeting(self) -> str:
        hello, friend = self.words["hello"], self.words["friend"]
        return self.rng.choice(
            [
                f"{{% call parts.paragraph() %}}{hello} {{{{ customer.first_name | default('{friend}', true) }}}}! {self.prose(1)}{{% endcall %}}\n",
                f"{{% call parts.paragraph() %}}{hello}{{% if customer.first_name %}} {{{{ customer.first_name }}}}{{% endif %}}! {self.prose(2)}{{% endcall %}}\n",
            ]
        )

    def hero(self) -> str:
        image = (
            f', image="https://bild.example.com/{self.rng.randrange(10**6)}.jpg", alt="{self.prose(1)}"' if self.rng.random() < 0.7 else ""
        )
        return f'{{% block hero %}}{{{{ parts.hero("{self.pick("headlines")}", brand.accent, "{self.prose(1)}"{image}, kicker="{self.pick("kickers")}") }}}}{{% endblock %}}\n'

    def article(self) -> str:
        return f"""<mj-section padding="8px 0px">
  <mj-column width="40%"><mj-image src="https://bild.example.com/{self.rng.randrange(10**6)}.jpg" alt="{self.prose(1)}" border-radius="8px" padding="8px 16px" /></mj-column>
  <mj-column width="60%">
    <mj-text mj-class="title"><b>{self.pick("headlines")}</b></mj-text>
    <mj-text>{self.prose(self.rng.randrange(1, 4))} <a href="https://www.example.com/a/{self.rng.randrange(10**6)}">{self.pick("buttons")}</a></mj-text>
  </mj-column>
</mj-section>
"""

    def cards(self) -> str:
        return f"""{{% for row in offers | batch({self.rng.choice([2, 2, 3])}) %}}
<mj-section padding="0px 16px">{{% for offer in row %}}{{{{ parts.card(offer, brand.accent, "{self.pick("buttons")}") }}}}{{% endfor %}}</mj-section>
{{% endfor %}}
"""

    def features(self) -> str:
        return f"""{{% for offer in offers %}}
<mj-section>{{{{ parts.feature(offer, brand.accent, "{self.pick("buttons")}") }}}}</mj-section>
{{% if not loop.last %}}<mj-include path="../../_partials/divider.mjml" />{{% endif %}}
{{% endfor %}}
"""

    def member(self) -> str:
        return f"{{% if customer.tier == 'gold' %}}\n{self.paragraph()}{{% elif customer.points %}}\n{{% call parts.paragraph() %}}{self.words['points']} {self.prose(1)}{{% endcall %}}\n{{% else %}}\n{self.paragraph()}{{% endif %}}\n"

    def facts(self) -> str:
        columns = "".join(
            f'{{{{ parts.fact("{self.rng.randrange(2, 90)} %", "{self.prose(1)}") }}}}' for _ in range(self.rng.choice([2, 3]))
        )
        return f"<mj-section>{columns}</mj-section>\n"

    def action(self) -> str:
        return f'{{{{ parts.action("{self.pick("buttons")}", "https://www.example.com/{self.rng.randrange(10**6)}", brand.accent) }}}}\n'

    def lines(self) -> str:
        _, item, number, price, total = self.words["order"]
        money = f'money("{self.words["currency"]}")'
        return f"""{{% call parts.panel(brand.soft) %}}
  <tr><th align="left">{item}</th><th align="right">{number}</th><th align="right">{price}</th></tr>
  {{% for line in order.lines %}}<tr><td>{{{{ line.name }}}}</td><td align="right">{{{{ line.count }}}}</td><td align="right">{{{{ line.price | {money} }}}}</td></tr>{{% endfor %}}
  <tr><td colspan="2"><b>{total}</b></td><td align="right"><b>{{{{ order.total | {money} }}}}</b></td></tr>
{{% endcall %}}
"""

    def chosen(self) -> str:
        """A section that a preference chooses, and another for everybody else."""
        topic = self.rng.choice(["retail.home", "retail.home.garden", "retail.home.kitchen", "retail.home.lighting"])
        return f"{{% if customer.preferences | selectattr('topic', 'equalto', '{topic}') | selectattr('polarity', 'equalto', 'like') | list %}}\n{self.article()}{{% else %}}\n{self.article()}{self.paragraph()}{{% endif %}}\n"

    def slip(self) -> str:
        """What authors get wrong now and then; a visit's day as it is, an alt text that is missing."""
        return self.rng.choice(
            [
                f"{{% if customer.visit %}}{{% call parts.paragraph() %}}{{{{ customer.visit.at }}}}: {self.prose(1)}{{% endcall %}}{{% endif %}}\n",
                f"{{% call parts.paragraph() %}}{{{{ customer.last_name }}}}, {self.prose(1)}{{% endcall %}}\n",
                '<mj-section><mj-column><mj-image src="https://bild.example.com/x.jpg" /></mj-column></mj-section>\n',
            ]
        )


def body(kind: str, writer: Writer) -> str:
    """The MJML of a message of this kind."""
    rng, words = writer.rng, writer.words
    service = kind in ("shipped", "receipt")
    out = HEAD.format(layout="service" if service else "letter", brand=words["brand"])
    if service:
        out += f'{{% block headline %}}<mj-text mj-class="display" css-class="hero-line" padding="0px 40px 4px">{words["order"][0]}</mj-text>{{% endblock %}}\n{{% block details %}}\n'
        out += writer.greeting() + writer.lines() + writer.action() + (writer.paragraph() if kind == "receipt" else "")
        return out + "{% endblock %}\n"
    out += (
        writer.hero()
        if kind != "birthday"
        else f'{{% block hero %}}{{{{ parts.hero("{words["wish"][0]}", brand.accent) }}}}{{% endblock %}}\n'
    )
    out += "{% block content %}\n" + writer.greeting()
    sections = {
        "grid": [writer.cards, writer.paragraph], "feature": [writer.features, writer.paragraph],
        "letter": [writer.article, writer.article, writer.member, writer.facts], "welcome": [writer.paragraph, writer.facts, writer.action],
        "points": [writer.member, writer.article, writer.action], "chosen": [writer.chosen, writer.cards],
        "long": [writer.article, writer.cards, writer.article, writer.member, writer.chosen, writer.facts, writer.paragraph],
    }  # fmt: skip
    if kind == "birthday":
        out += "".join(f"{{% call parts.paragraph() %}}{text}{{% endcall %}}\n" for text in words["wish"][1:])
    elif kind == "survey":
        question, why, answer = words["survey"]
        out += f"{{% call parts.paragraph() %}}{question} {why} {writer.prose(1)}{{% endcall %}}\n"
        out += f'{{{{ parts.action("{answer}", "https://www.example.com/survey", brand.accent) }}}}\n'
    else:
        out += "".join(section() for section in sections[kind])
        out += "".join(writer.paragraph() for _ in range(rng.randrange(0, 3)))
    if rng.random() < 0.2:
        out += writer.slip()
    return out + "{% endblock %}\n"
