from spacy.language import Language
from spacy.tokens import Doc

Doc.set_extension("judgements", default=(), force=True)


@Language.component("ofsight_judgements")
def judgements(doc: Doc) -> Doc:
    doc._.judgements = []
    return doc
