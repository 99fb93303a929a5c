"""Which names name the same: aliases everywhere, and in one article the full name for a lone surname."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from searchapp.entities.keys import written_key
from searchapp.entities.lists import aliases, given_names
from searchapp.entities.recogniser import Span
from searchapp.model import EntityKind


class Identity(NamedTuple):
    """Kind and key of an entity. ``id`` is what filters and links use."""

    kind: EntityKind
    key: str

    @property
    def id(self) -> str:
        """Example: ``person:جوزيب بوريل``."""
        return f"{self.kind}:{self.key}"


def entity_key(name: str) -> str:
    """The key of a name: folded, the article kept, hamza, ``ة``, ``ى`` and ``عبد`` unified, aliases resolved.

    Example: ``أميركا`` and ``الولايات المتحدة الأمريكية`` both give ``الولايات المتحده``.
    """
    key = written_key(name)
    alias = aliases().get(key)
    return written_key(alias.label) if alias else key


def own_identity(span: Span) -> Identity:
    """The identity of a name by itself; an alias decides the kind too."""
    key = written_key(span.written)
    alias = aliases().get(key)
    return Identity(alias.kind, written_key(alias.label)) if alias else Identity(span.kind, key)


def identities(spans: Iterable[Span]) -> list[Identity]:
    """The identities of all names of one article, in order.

    A person's shorter name joins the only longer one that begins or ends with it; a lone surname takes the full name
    that ends with it: after ``جوزيب بوريل`` a ``بوريل`` is the same person. What fits two persons stays as it is.
    """
    own = [own_identity(span) for span in spans]
    fuller = _fuller_names([identity.key for identity in own if identity.kind == "person"])
    return [Identity(i.kind, fuller.get(i.key, i.key)) if _may_be_person(i, fuller) else i for i in own]


def _may_be_person(identity: Identity, fuller: Mapping[str, str]) -> bool:
    return identity.kind == "person" and identity.key in fuller


def _fuller_names(keys: Sequence[str]) -> dict[str, str]:
    """The full name for every shorter name that belongs to exactly one."""
    parts = {key: key.split() for key in keys}
    longer: dict[str, set[str]] = defaultdict(set)
    for key, words in parts.items():
        for other, others in parts.items():
            if len(words) < len(others) and (others[: len(words)] == words or others[-len(words) :] == words):
                longer[key].add(other)
    tops = {key: {name for name in names if name not in longer} for key, names in longer.items()}
    return {key: next(iter(names)) for key, names in tops.items() if len(names) == 1}


def surnames(spans: Iterable[Span]) -> dict[str, str]:
    """Last names by which an article may call its persons again, each with the key of the one full name that has it."""
    found: dict[str, set[str]] = defaultdict(set)
    for identity in identities(spans):
        words = identity.key.split()
        if identity.kind == "person" and len(words) > 1 and words[-1] not in given_names():
            found[words[-1]].add(identity.key)
    return {surname: next(iter(keys)) for surname, keys in found.items() if len(keys) == 1}


def is_given_name(identity: Identity) -> bool:
    """Whether a person is named by nothing but a given name, which tells nobody who it is: «محمد», «عبدالله»."""
    servant = identity.key.startswith("عبدال") and " " not in identity.key
    return identity.kind == "person" and (servant or identity.key in given_names())


def labels(spans: Sequence[Span], found: Sequence[Identity]) -> dict[Identity, str]:
    """What to call every entity: the alias table's label, else its most frequent written form, the first of equals."""
    forms: dict[Identity, Counter[str]] = defaultdict(Counter)
    for span, identity in zip(spans, found, strict=True):
        forms[identity][span.written] += written_key(span.written) == identity.key
    named = {identity: aliases().get(identity.key) for identity in forms}
    return {
        identity: alias.label if (alias := named[identity]) else counted.most_common(1)[0][0]
        for identity, counted in forms.items()
    }
