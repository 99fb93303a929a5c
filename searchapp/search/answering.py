"""Asking the engine: by the rule first, and for less where that finds too little in the whole collection.

Fewer of the words are demanded step by step. Then the phrases that stand beside other words are taken for words: where
nothing has them, and in whole sentences where too little has. What is asked depends on the query alone, never on
filters or pages, so that a count beside a value is what choosing the value gives.

Headlines quote names and words to keep away from. With every quoted phrase demanded the development headlines had
.615/.701 (R@1/MRR@10), with phrases that nothing has given up .640/.729, in sentences also below ten results .649/.738,
and with all quotes ignored .654/.746.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from searchapp.engine import base as engine
from searchapp.model import Notice
from searchapp.query import tree as query
from searchapp.search import notices
from searchapp.search.demand import FLOOR, Demand
from searchapp.search.planner import SCOPES, PlannedQuery, Planner
from searchapp.search.ranking import first_stage, second_stage
from searchapp.search.unquoting import unquoted

EVERYTHING = engine.And(())

_PHRASE_FLOOR = 1
_SENTENCE = 5
"""So many words beside its phrases make a query a sentence, such as a headline, in which quotes set a name apart."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the planned query and the plan that gave it, and what was done that the query does not ask for.

    ``total`` counts the matches in the whole collection as far as that matters: whether they are too few.
    """

    page: engine.RawPage
    planned: PlannedQuery
    plan: engine.Plan
    total: int
    notices: tuple[Notice, ...] = ()


class Answering:
    """Answers planned queries from one generation. Safe for use from several threads."""

    def __init__(self, reader: engine.Reader, planner: Planner) -> None:
        self._reader = reader
        self._planner = planner

    def answer(self, planned: PlannedQuery, frame: engine.Plan, written: query.Node | None = None) -> Answered:
        """Answer a query under the filters, window and order of ``frame``, whose own tree is one more filter.

        ``written`` is the query's tree where its quotes may be dropped if nothing is found with them.
        """
        answered = self._by_demand(planned, frame)
        enough = FLOOR if _words_beside_phrases(planned) >= _SENTENCE else _PHRASE_FLOOR
        looser = None if answered.total >= enough or answered.page.partial else unquoted(written)
        if looser is None:
            return answered
        again = self._by_demand(self._planner.plan(looser), frame)
        said = notices.unquoted(answered.total)
        return replace(again, notices=(said, *again.notices)) if again.total > answered.total else answered

    def _by_demand(self, planned: PlannedQuery, frame: engine.Plan) -> Answered:
        """Ask by the rule, then by the easier demands until enough is found; if it never is, the easiest counts.

        A partial page does not know that there is too little.
        """
        asked = planned.asked
        if frame.sort == "relevance":
            frame = frame._replace(second=second_stage(asked.words, SCOPES[asked.scope], asked.neighbours))
        plan = frame._replace(tree=_both(planned.tree, frame.tree))
        page = self._reader.search(plan)
        ruled = total = self._total(planned.tree, frame, page)
        eased: Demand | None = None
        for demand, tree in planned.easier:
            if total >= FLOOR or page.partial:
                break
            plan = frame._replace(tree=_both(tree, frame.tree))
            page = self._reader.search(plan)
            total, eased = self._total(tree, frame, page), demand
        said = (notices.relaxed(eased, ruled),) if eased and total > ruled else ()
        return Answered(page, planned, plan, total, said)

    def _total(self, tree: engine.Node, frame: engine.Plan, page: engine.RawPage) -> int:
        """Count what a query matches without any filter; a page's total where that is enough anyway."""
        is_filtered = bool(frame.filters) or frame.days is not None or frame.tree != EVERYTHING
        if page.total >= FLOOR or not is_filtered:
            return page.total
        return self._reader.search(engine.Plan(tree, first_stage(), size=0, deadline=frame.deadline)).total


def _words_beside_phrases(planned: PlannedQuery) -> int:
    return sum(1 for word in planned.words if not (word.phrase or word.stop or word.negated))


def _both(tree: engine.Node, filtering: engine.Node) -> engine.Node:
    return tree if filtering == EVERYTHING else engine.And((tree, filtering))
