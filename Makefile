# Every recipe does its own set-up: python3 (3.10 or newer) and make are all it needs.
# Set on make's command line; the environment has names like these for other purposes.
PYTHON := python3
PORT := 8000
HOST := 127.0.0.1
WORKERS := 2
JOBS := 2
OPENSEARCH_PORT := 9200
OPENSEARCH_HEAP_MB := 512
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help serve index test check format lint types screenshots bench bench-snippets bench-queries bench-completions bench-html bench-build bench-folding bench-lines bench-hostile bench-ranking bench-sweep bench-engines bench-peers bench-http bench-memory peers lock opensearch opensearch-stop runtime dev clean

help: ## list the recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

serve: runtime ## build the index if there is none and serve it (PORT=8000 HOST=127.0.0.1 WORKERS=2)
	@$(PY) -m indexer rebuild --if-needed
	@exec $(PY) -m webapp --host $(HOST) --port $(PORT) --workers $(WORKERS)

index: runtime ## build the index from seeds/ and put it live
	@$(PY) -m indexer rebuild

test: dev ## run the tests in JOBS=2 processes (ARGS=what pytest is to be told besides)
	@$(PY) -m pytest -q -n $(JOBS) --dist loadgroup $(ARGS)

check: dev format lint types ## all that must hold before a change lands: these, and the tests with a coverage floor
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term"

format: dev ## fail on a file that is not formatted
	@$(PY) -m ruff format --check .

lint: dev ## lint the code
	@$(PY) -m ruff check .

types: dev ## check the types
	@$(PY) -m mypy

screenshots: dev ## make pictures of the pages into TO=screenshots, those of the README into docs/images; needs Chromium (SOURCE=file of films ONLY="film results")
	@TO="$(TO)" SOURCE="$(SOURCE)" ONLY="$(ONLY)" $(PY) -m tests.screenshots

bench: dev ## time building and searching; SOURCE=folder of pages (default seeds)
	@$(PY) -m benchmarks.search_times $(or $(SOURCE),seeds)

bench-snippets: dev ## time the snippets of ten long reviews; SOURCE=folder of pages (default made texts)
	@$(PY) -m benchmarks.snippet_times $(SOURCE)

bench-queries: dev ## time the reading of nasty queries
	@$(PY) -m benchmarks.query_times

bench-completions: dev ## time completions; SOURCE=folder of pages (default seeds)
	@$(PY) -m benchmarks.completion_times --collect $(or $(SOURCE),seeds)

bench-html: dev ## time the reading of saved web pages; SOURCE=folder of them (default the tests' own)
	@$(PY) -m benchmarks.html_pages $(SOURCE)

bench-build: dev ## time reading, rebuilds and updates; SOURCE=packed file of films as JSON Lines (ARGS=--films 300)
	@$(PY) -m benchmarks.build_time $(ARGS) $(SOURCE)

bench-folding: dev ## near-duplicates found and missed, and how long it takes; SOURCE=file of films with reviews
	@$(PY) -m benchmarks.folding $(SOURCE)

bench-lines: dev ## time and measure sources of ten million lines; takes twenty minutes (LINES=fewer)
	@$(PY) -m benchmarks.many_lines $(LINES)

bench-hostile: dev ## 100,000 hostile requests: defects counted, memory before and after
	@$(PY) -m benchmarks.hostile_requests

bench-ranking: peers ## ours beside other engines on a judged set; SET=folder in Cranfield's format
	@$(PY) -m benchmarks.ranking $(SET)

bench-sweep: peers ## the tuned numbers of the ranking and their neighbours; SET=as above
	@$(PY) -m benchmarks.ranking_sweep $(SET)

bench-engines: dev ## Whoosh beside OpenSearch, SOURCE=packed file of films (REVIEWFINDER_OPENSEARCH_URL=a cluster, ARGS=--help)
	@$(PY) -m benchmarks.engines $(ARGS) $(SOURCE)

bench-peers: peers ## ours beside other engines, SOURCE=packed file of films (ARGS=--help tells more)
	@$(PY) -m benchmarks.peers.run $(ARGS) $(SOURCE)

bench-http: peers ## a search over HTTP beside its engine, and 32 clients; SOURCE as above (ARGS=--help)
	@$(PY) -m benchmarks.peers.http_load $(ARGS) $(SOURCE)

bench-memory: dev ## what a server process holds, stage by stage; SOURCE as above, INDEX=folder made of it (ARGS=--help)
	@$(PY) -m benchmarks.server_memory $(ARGS) $(SOURCE) $(INDEX)

opensearch: runtime ## start three OpenSearch nodes on loopback, fetched once; needs a JDK of 17 to 23 and Maven (OPENSEARCH_PORT=9200 OPENSEARCH_HEAP_MB=512)
	@$(PY) -m deploy start --port $(OPENSEARCH_PORT) --heap-mb $(OPENSEARCH_HEAP_MB)

opensearch-stop: runtime ## stop them; their data stay
	@$(PY) -m deploy stop

lock: dev ## pin the newest releases, with hashes, into requirements*.txt
	@for name in requirements requirements-dev requirements-bench; do \
		$(PY) -m uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --upgrade \
			--custom-compile-command "make lock" $$name.in -o $$name.txt; done

clean: ## remove the virtual environment and what the tools left (never index_data)
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

# The environment is used as `.venv/bin/python -m ...` alone, so it survives a move of the folder.
# A copy of the requirements inside it says what was installed; it is written last, so a set-up
# that was cut off is taken up again.
runtime:
	@$(call install,requirements.txt)
dev: runtime
	@$(call install,requirements-dev.txt)
peers: dev
	@$(call install,requirements-bench.txt)

define install
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
	|| { echo "Python 3.10 or newer is needed; name one with: make PYTHON=python3.12" >&2; exit 1; }; \
$(PY) -c '' 2>/dev/null || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); } || exit 1; \
cmp -s $(1) $(VENV)/$(1) || { echo "installing $(1) into $(VENV)" >&2; \
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) \
	&& cp $(1) $(VENV)/$(1); }
endef
