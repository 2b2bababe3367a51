from spacy.language import Language
from spacy.tokens import Doc


@Language.component("ofsight_context")
def context(doc: Doc) -> Doc:
    return doc
