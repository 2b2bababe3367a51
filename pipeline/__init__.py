"""ofsight: who was judged what by Ofsted, in which area and when, with the words that say so."""

__version__ = "0.1.0"
