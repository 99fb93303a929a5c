"""Which names name the same: aliases everywhere, and in one article the full name for a lone surname."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from searchapp.entities.aliases import Alias, aliases
from searchapp.entities.keys import ARTICLE, written_key
from searchapp.entities.lists import gazetteer, given_names, word_class
from searchapp.entities.recogniser import Span
from searchapp.model import EntityKind

DESCENT: Final = frozenset({"بن", "ابن", "بنت"})
"""Words after which a father is named, as keys."""

_HOUSE: Final = "ال"  # «آل», as keys write it
_SHORTEST_DESCENT: Final = 3
_REMEMBERED: Final = 1 << 14
_PLACE_FLAGS: Final = frozenset("CLM")
_NATIONALITY_FLAG: Final = "A"
_NAME_FLAGS: Final = frozenset("PN")


class Identity(NamedTuple):
    """Kind and key of an entity. ``id`` is what filters and links use."""

    kind: EntityKind
    key: str

    @property
    def id(self) -> str:
        """Example: ``person:جوزيب بوريل``."""
        return f"{self.kind}:{self.key}"


@lru_cache(maxsize=_REMEMBERED)
def without_fathers(key: str) -> str:
    """A person's key without the fathers between the given name and a definite family name.

    Example: ``عادل بن احمد الجبير`` is ``عادل الجبير``, as most articles write him. A chain that ends with a father
    (``محمد بن سلمان``) or with a house (``ال سعود``) stays: it is all that tells its men apart.
    """
    given, _, after = key.partition(" ")
    middle = after.split()
    if len(middle) < _SHORTEST_DESCENT or not middle[-1].startswith(ARTICLE) or middle[-1] in given_names():
        return key
    links, fathers = middle[0:-1:2], middle[1:-1:2]
    descent = len(links) == len(fathers) and set(links) <= DESCENT and _HOUSE not in fathers
    return f"{given} {middle[-1]}" if descent else key


def national_names(keys: Iterable[str]) -> dict[str, set[str]]:
    """The names that tell a country for every name of two words and more that is the same without it.

    Example: ``هييه الهلال الاحمر السعودي`` for ``الهلال الاحمر``.
    """
    found: dict[str, set[str]] = defaultdict(set)
    known = frozenset(keys)
    for key in known:
        general, _, last = key.rpartition(" ")
        head, _, headless = general.partition(" ")
        if _NATIONALITY_FLAG in gazetteer().get(last, ""):
            for shorter in {general, headless if head in word_class("organisation-head") else general} & known:
                found[shorter].add(key)
    return {key: longer for key, longer in found.items() if " " in key}


def _only_national_names(keys: Iterable[str]) -> dict[str, str]:
    """The name that tells the country for every name that is the same without it, where there is exactly one."""
    return {key: next(iter(longer)) for key, longer in national_names(keys).items() if len(longer) == 1}


def _is_beginning(words: Sequence[str], others: Sequence[str]) -> bool:
    return 1 < len(words) < len(others) and others[: len(words)] == words


def _is_shorter_person(words: Sequence[str], others: Sequence[str]) -> bool:
    if len(words) >= len(others):
        return False
    is_father = others[-len(words) - 1] in DESCENT
    return others[: len(words)] == words or (others[-len(words) :] == words and not is_father)


def _fuller_names(keys: Iterable[str], is_shorter: Callable[[Sequence[str], Sequence[str]], bool]) -> dict[str, str]:
    """The full name for every shorter name that belongs to exactly one."""
    parts = {key: key.split() for key in dict.fromkeys(keys)}
    alike: dict[str, list[str]] = defaultdict(list)
    for key, words in parts.items():
        for end in {*words[:1], *words[-1:]}:  # a shorter name shares one of them with the longer
            alike[end].append(key)
    longer: dict[str, set[str]] = defaultdict(set)
    for key, words in parts.items():
        for end in {*words[:1], *words[-1:]}:
            longer_of = [other for other in alike[end] if is_shorter(words, parts[other])]
            if longer_of:
                longer[key].update(longer_of)
    tops = {key: {name for name in names if name not in longer} for key, names in longer.items()}
    return {key: next(iter(names)) for key, names in tops.items() if len(names) == 1}


def is_given_name(identity: Identity) -> bool:
    """Whether a person is named by a given name alone or a father's, which tells nobody who it is: «بن عبدالعزيز»."""
    descent, _, father = identity.key.partition(" ")
    name = father if descent in DESCENT else identity.key
    servant = name.startswith("عبدال") and " " not in name
    return identity.kind == "person" and (servant or name in given_names())


def _persons_first(spans: Sequence[Span], own: Sequence[Identity]) -> list[Identity]:
    """Identities, people whose surname alone is another thing's name by the full name that the article gives."""
    found = list(own)
    other = [place for place, span in enumerate(spans) if span.kind == "person" != own[place].kind]
    known = _surnames(own) if other else {}
    for place in other:
        full = known.get(written_key(spans[place].written))
        if full:
            found[place] = Identity("person", full)
    return found


def _surnames(found: Iterable[Identity]) -> dict[str, str]:
    named: dict[str, set[str]] = defaultdict(set)
    for identity in found:
        words = identity.key.split()
        if identity.kind == "person" and len(words) > 1 and words[-2] not in DESCENT and words[-1] not in given_names():
            named[words[-1]].add(identity.key)
    return {surname: next(iter(keys)) for surname, keys in named.items() if len(keys) == 1}


class Names:
    """What names name by one alias list: ours, or ours with a user's own merged in. Threads may share it."""

    def __init__(self, known: Mapping[str, Alias]) -> None:
        self.aliases = known
        """What each alias stands for, by its key."""

        self._own_of = lru_cache(maxsize=_REMEMBERED)(self._found)

    def key(self, name: str) -> str:
        """The key of a name: folded, the article kept, hamza, ``ة``, ``ى`` and ``عبد`` unified, aliases resolved.

        Example: ``أميركا`` and ``الولايات المتحدة الأمريكية`` both give ``الولايات المتحده``.
        """
        key = written_key(name)
        if key not in self.aliases:
            key = self.without_place_head(without_fathers(key))
            key = self.without_kind_head(key) or key
        alias = self.aliases.get(key)
        return written_key(alias.label) if alias else key

    def own(self, span: Span) -> Identity:
        """The identity of a name by itself; an alias decides the kind too."""
        return self._own_of(span.kind, span.written)

    def _found(self, kind: EntityKind, written: str) -> Identity:
        key = written_key(written)
        if key not in self.aliases:
            kind, key = self._plain(kind, key)
        alias = self.aliases.get(key)
        return Identity(alias.kind, written_key(alias.label)) if alias else Identity(kind, key)

    def _plain(self, kind: EntityKind, key: str) -> tuple[EntityKind, str]:
        """Kind and key without what some articles write and others leave out."""
        if kind == "person":
            key = without_fathers(key)
        elif kind == "place":
            key = self.without_place_head(key)
        headless = self.without_kind_head(key)
        return ("organisation", headless) if headless else (kind, key)

    def without_kind_head(self, key: str) -> str:
        """What follows the head that papers write or leave out before an organisation's name of one word, or nothing.

        Example: ``نادي الهلال`` is ``الهلال``; ``نادي الاتحاد`` has none, since any federation is called ``الاتحاد``,
        nor has ``نادي الرياض``, since the word alone is the city.
        """
        head, _, rest = key.partition(" ")
        alias = self.aliases.get(rest)
        common = " " in rest or rest in word_class("definite-head") or (alias and alias.kind != "organisation")
        return "" if common or head not in word_class("kind-head") else rest

    def without_place_head(self, key: str) -> str:
        """A place's key without a head that says what it is, where the rest is a known place.

        Example: ``منطقه القصيم`` is ``القصيم``; ``مدينه نصر``, a part of Cairo, and what no list knows stay.
        """
        head, _, rest = key.partition(" ")
        if head not in word_class("administrative-head"):
            return key
        known = rest in self.aliases or not _PLACE_FLAGS.isdisjoint(gazetteer().get(rest, ""))
        person = not _NAME_FLAGS.isdisjoint(gazetteer().get(rest, ""))
        return rest if known and not person else key

    def identities(self, spans: Iterable[Span]) -> list[Identity]:
        """The identities of all names of one article, in order.

        A person's shorter name joins the only longer one that begins or ends with it; a lone surname takes the full
        name that ends with it: after ``جوزيب بوريل`` a ``بوريل`` is the same person. What fits two persons stays as it
        is, and who stands after ``بن`` is the father, another person. A surname that the list has for something else
        (``الحوثي``) is that only where the article gives no full name with it. An organisation's shorter name joins the
        only longer one that begins with it (``وزارة الصحة`` after ``وزارة الصحة المصرية``), unless the list has either;
        one of many countries joins the only one that tells the country (``الهلال الأحمر السعودي``) in any case.
        """
        spans = list(spans)
        own = _persons_first(spans, [self.own(span) for span in spans])
        persons = _fuller_names([identity.key for identity in own if identity.kind == "person"], _is_shorter_person)
        organisations = [identity.key for identity in own if identity.kind == "organisation"]
        fuller: Mapping[EntityKind, Mapping[str, str]] = {
            "person": persons,
            "organisation": _fuller_names([key for key in organisations if key not in self.aliases], _is_beginning)
            | _only_national_names(organisations),
            "place": {},
        }
        return [Identity(identity.kind, fuller[identity.kind].get(identity.key, identity.key)) for identity in own]

    def surnames(self, spans: Iterable[Span]) -> dict[str, str]:
        """Last names by which an article may call its persons again, each with the key of the one full name of it."""
        return _surnames(self.identities(spans))

    def labels(self, spans: Sequence[Span], found: Sequence[Identity]) -> dict[Identity, str]:
        """What to call every entity: the list's label, else its most frequent written form, the first of equals."""
        forms: dict[Identity, Counter[str]] = defaultdict(Counter)
        for span, identity in zip(spans, found, strict=True):
            forms[identity][span.written] += self.own(span) == identity
        named = {identity: self.aliases.get(identity.key) for identity in forms}
        return {
            identity: alias.label if (alias := named[identity]) else counted.most_common(1)[0][0]
            for identity, counted in forms.items()
        }


@cache
def default_names() -> Names:
    """Names by our alias list alone."""
    return Names(aliases())


def entity_key(name: str) -> str:
    """The key of a name by our alias list alone: see :meth:`Names.key`."""
    return default_names().key(name)
