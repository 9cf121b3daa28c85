"""Which function writes which element."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tactful.render.stages.elements import accordion, carousel, columns, hero, leaves, navbar, sections, social
from tactful.render.stages.elements.components import Writer

WRITERS: Mapping[str, Writer] = MappingProxyType({
    "mj-section": sections.section, "mj-wrapper": sections.section, "mj-hero": hero.hero, "mj-column": columns.column,
    "mj-group": columns.group, "mj-text": leaves.text, "mj-button": leaves.button, "mj-image": leaves.image, "mj-divider": leaves.divider,
    "mj-spacer": leaves.spacer, "mj-table": leaves.table, "mj-social": social.social, "mj-social-element": social.element,
    "mj-navbar": navbar.navbar, "mj-navbar-link": navbar.link, "mj-accordion": accordion.accordion,
    "mj-accordion-element": accordion.element, "mj-accordion-title": accordion.title, "mj-accordion-text": accordion.text,
    "mj-carousel": carousel.carousel, "mj-carousel-image": carousel.picture,
})  # fmt: skip
