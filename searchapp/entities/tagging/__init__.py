"""The trained tagger: a linear-chain CRF over words, their gazetteer entries and their clusters, decoded with numpy."""

from searchapp.entities.tagging.model import Model, default_model
from searchapp.entities.tagging.paths import Tagged
from searchapp.entities.tagging.sentences import Sentence, sentences
from searchapp.entities.tagging.tagger import Passage, Tagger

__all__ = ["Model", "Passage", "Sentence", "Tagged", "Tagger", "default_model", "sentences"]
