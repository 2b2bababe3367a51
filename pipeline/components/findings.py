from spacy.language import Language
from spacy.tokens import Doc

Doc.set_extension("findings", default=(), force=True)


@Language.component("ofsight_findings")
def findings(doc: Doc) -> Doc:
    doc._.findings = []
    return doc
