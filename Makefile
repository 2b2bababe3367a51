# `make` alone lists the commands. Each makes its environment (.venv) first, and again when the lock has changed.

CORPUS ?= corpus/documents
OUT ?= out/annotated.jsonl
REPORT ?= out/report
WORKERS ?=
SHARED := $(wildcard ../shared/gold/prose.jsonl ../shared/gold/news.jsonl) $(wildcard ../shared/gold/prose.jsonl)
GOLD ?= corpus/gold.jsonl=corpus/documents corpus/cases_third.jsonl=corpus corpus/prose.jsonl=corpus corpus/prose.jsonl=corpus \
	corpus/sentences.jsonl=corpus corpus/sentences.jsonl=corpus \
	corpus/judged.csv=../shared/corpus $(foreach gold,$(SHARED),$(gold)=$(patsubst ../shared/gold/%.jsonl,../shared/corpus/%,$(gold)))
ELSEWHERE ?= ../shared/corpus
REPORTS ?= out/reports
FETCH ?=

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(firstword $(foreach name,$(PYTHONS),$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
VENV := .venv
READY := $(VENV)/ready
OFSIGHT := $(VENV)/bin/ofsight

.DEFAULT_GOAL := help
.PHONY: help extract fetch report review test lint fuzz bench weights seen accuracy peers lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

extract: $(READY) ## read a folder of documents: CORPUS=DIR OUT=FILE.jsonl WORKERS=N
	$(OFSIGHT) extract "$(CORPUS)" --output "$(OUT)" $(if $(WORKERS),--workers $(WORKERS))

fetch: $(READY) ## bring Ofsted's reports: REPORTS=DIR FETCH="--authority NAME --kind KIND --since DATE"
	$(OFSIGHT) fetch "$(REPORTS)" $(FETCH)

report: $(READY) ## tables, workbook and page from the records: OUT=FILE.jsonl REPORT=DIR
	@test -e "$(OUT)" || $(MAKE) --no-print-directory extract || test -e "$(OUT)"
	$(OFSIGHT) report "$(OUT)" --output "$(REPORT)" --documents "$(CORPUS)"

review: $(READY) ## open the annotators' local page
	$(OFSIGHT) review

test: $(READY) ## run the tests
	$(VENV)/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(READY) ## check style, types, that pattern lines earn their place, and that Python holds no words
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(OFSIGHT) patterns idle
	$(VENV)/bin/python .ci/english.py pipeline/components

fuzz: $(READY) ## 100,000 mutated inputs through everything (FUZZ=N for fewer), then guided by coverage
	PYTHONPATH=tests $(VENV)/bin/python -m fuzz
	for target in pdf html markdown plain jsonl word pattern; do \
		PYTHONPATH=tests $(VENV)/bin/python -m fuzz.guided $$target -max_total_time=60 -timeout=60 || exit 1; done

bench: $(READY) ## measure speed and memory, written to bench/README.md
	$(VENV)/bin/python bench/bench.py "$(CORPUS)"

seen: $(READY) ## list anew the pattern lines that only texts kept elsewhere hold: ELSEWHERE=DIR
	$(OFSIGHT) patterns idle --elsewhere "$(ELSEWHERE)"

weights: $(READY) ## learn the weights of findings anew: GOLD="GOLD.jsonl=FOLDER ..."
	$(VENV)/bin/python -m pipeline.workbench.learn $(GOLD)

accuracy: $(READY) ## measure how right it is, written to docs/accuracy.md
	$(VENV)/bin/python bench/accuracy.py

peers: ## install what `make bench` compares with, into environments of their own
	$(PYTHON) -m venv .venv-peers && .venv-peers/bin/python -m pip install --quiet -r bench/peers.txt
	$(PYTHON) -m venv .venv-peers-medspacy && .venv-peers-medspacy/bin/python -m pip install --quiet -r bench/peers-medspacy.txt

lock: ## resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 --upgrade --extra dask --group dev pyproject.toml --output-file requirements.lock

clean: ## remove the environment and everything that was made
	rm -rf $(VENV) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "ofsight needs Python 3.11 or newer as python3 (or: make PYTHON=/path/to/python3.11)" >&2; exit 1; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "could not make $(VENV); on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(VENV)/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@
