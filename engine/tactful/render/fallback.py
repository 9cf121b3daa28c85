"""What is tried instead of a rejected message: the chain of fallbacks that manifests name, or that a caller gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tactful.errors import ConfigError
from tactful.model.manifest import Manifest
from tactful.model.places import line_of
from tactful.template.source import Source

ManifestOf = Callable[[str], tuple[Manifest, Source]]


def chain_of(name: str, manifest_of: ManifestOf) -> tuple[str, ...]:
    """The messages to try after ``name``, each once: its own ``fallback`` in order, each followed by what that message falls back on.

    Raises ConfigError, at the line of the manifest, for a message that does not exist and for a chain that leads back into itself.
    """
    found: dict[str, None] = {}

    def visit(one: str, way: tuple[str, ...]) -> None:
        manifest, source = manifest_of(one)
        for at, other in enumerate(manifest.fallback):
            line = line_of(source.text, ("fallback", at))
            if other in way:
                circle = " → ".join([*way[way.index(other) :], other])
                raise ConfigError(
                    f"the fallbacks lead back into themselves: {circle}",
                    remedy="let the last one have no fallback",
                    file=source.file,
                    line=line,
                )
            try:
                manifest_of(other)
            except ConfigError as error:
                raise ConfigError(
                    f"the fallback {other!r} cannot be used: {error.message}", remedy=error.remedy, file=source.file, line=line
                ) from error
            if other not in found:
                found[other] = None
                visit(other, (*way, other))

    visit(name, (name,))
    return tuple(found)


def given_chain(name: str, fallback: Sequence[str]) -> tuple[str, ...]:
    """A chain that the caller gives, as it stands: what its messages fall back on is not followed. Raises ConfigError for a message that
    is in it twice, or is the one that was rejected."""
    chain = (fallback,) if isinstance(fallback, str) else tuple(fallback)
    for at, other in enumerate(chain):
        if other == name or other in chain[:at]:
            raise ConfigError(f"the fallback {other!r} has been tried already", remedy="name each message once, and not the rejected one")
    return chain
