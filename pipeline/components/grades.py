from spacy.language import Language
from spacy.tokens import Doc


@Language.component("ofsight_grades")
def grades(doc: Doc) -> Doc:
    return doc
