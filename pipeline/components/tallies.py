from spacy.language import Language
from spacy.tokens import Doc

Doc.set_extension("tallies", default=(), force=True)


@Language.component("ofsight_tallies")
def tallies(doc: Doc) -> Doc:
    doc._.tallies = []
    return doc
