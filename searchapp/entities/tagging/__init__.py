"""The trained tagger: a linear-chain CRF over words, their gazetteer entries and their clusters, decoded with numpy."""

from searchapp.entities.tagging.model import Model, default_model
from searchapp.entities.tagging.paths import Tagged
from searchapp.entities.tagging.sentences import Rows, Sentence, sentence_rows, sentences
from searchapp.entities.tagging.tagger import Tagger

__all__ = ["Model", "Rows", "Sentence", "Tagged", "Tagger", "default_model", "sentence_rows", "sentences"]
