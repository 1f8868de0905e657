# Everything a developer does. `make` alone lists the targets.
#
# A fresh machine needs make and Python 3.10 to 3.13, nothing else. PYTHON=/path/to/python chooses
# the interpreter, VENV=dir another place for the environment, PYTEST="..." further pytest options,
# FLAGS="..." further flags of the server; BENCH, SOAK and FUZZ take options of their programs.

VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8500
REST_PORT ?= 8501
MODEL := build/models/half_plus_two

# What was installed is remembered by the content of what decides it: a second run skips it.
NATIVE := native/Cargo.toml native/pyproject.toml $(shell find native/src -name '*.rs')
INSTALLED := $(VENV)/.installed-$(shell cat pyproject.toml constraints.txt $(NATIVE) | cksum | cut -d ' ' -f 1)

# The light install at its oldest versions, without TensorFlow: an environment of its own.
FLOOR ?= .venv-floor
FLOOR_INSTALLED := $(FLOOR)/.installed-$(shell cat pyproject.toml constraints-floor.txt | cksum | cut -d ' ' -f 1)

# Triton's client, which the tests of the Open Inference Protocol ask the server with: it wants an
# older protobuf than the server may have.
TRITON ?= .venv-triton
TRITON_INSTALLED := $(TRITON)/.installed-$(shell cat scripts/setup_triton | cksum | cut -d ' ' -f 1)

# Clients of other gRPC stacks, built from what decides them: their sources and the protos.
CLIENTS ?= .clients
CLIENTS_INSTALLED := $(CLIENTS)/.installed-$(shell cat scripts/setup_clients $$(find tests/clients protos -type f -name '*.*' ! -name '*.py' ! -name '*.pyc' | sort) | cksum | cut -d ' ' -f 1)

.DEFAULT_GOAL := help
.PHONY: help setup serve test lint types layers floor triton clients native unit e2e bench soak fuzz protos docs format clean

help: ## list the targets
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z0-9]*\):[^#]*## \(.*\)/  \1	\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(INSTALLED) ## create the environment and install everything into it
	@echo "Everything is installed in $(VENV)"

$(INSTALLED):
	@PYTHON="$(PYTHON)" sh scripts/setup "$(VENV)"
	@touch $@

serve: $(INSTALLED) $(MODEL)/1 ## export a sample model and serve it on ports 8500 and 8501 until Ctrl-C
	@echo
	@echo "Serving half_plus_two (y = x / 2 + 2). When the log says ready, try in another terminal:"
	@echo
	@echo "    $(BIN)/python examples/half_plus_two/client.py --server=127.0.0.1:$(PORT) 1 2 5"
	@echo "    curl http://127.0.0.1:$(REST_PORT)/v1/models/half_plus_two:predict -d '{\"instances\": [1, 2, 5]}'"
	@echo
	@exec $(BIN)/tensorflow_model_server --port=$(PORT) --rest_api_port=$(REST_PORT) \
		--bind_address=127.0.0.1 --model_name=half_plus_two --model_base_path="$(CURDIR)/$(MODEL)" \
		--enable_rest_management --monitoring_config_file=deploy/monitoring.config $(FLAGS)

$(MODEL)/1: | $(INSTALLED)
	@echo "Exporting the sample model ..."
	@TF_CPP_MIN_LOG_LEVEL=2 TF_ENABLE_ONEDNN_OPTS=0 $(BIN)/python examples/half_plus_two/export.py $(MODEL)

test: lint types layers floor triton native $(CLIENTS_INSTALLED) ## lint, types, import layers and all tests
	@echo "== tests"
	@TFSERVE_CLIENTS="$(CURDIR)/$(CLIENTS)" $(BIN)/python -m pytest $(PYTEST)

lint: $(INSTALLED) ## ruff and codespell
	@echo "== lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell

types: $(INSTALLED) ## mypy, strict
	@echo "== types"
	@$(BIN)/mypy

layers: $(INSTALLED) ## who may import whom
	@echo "== layers"
	@$(BIN)/lint-imports --no-logo

floor: $(FLOOR_INSTALLED) ## stubs and tensors with the oldest libraries and without TensorFlow
	@echo "== floor"
	@$(FLOOR)/bin/python -m pytest -rfE tests/apis tests/tensors tests/test_compat.py $(PYTEST)

$(FLOOR_INSTALLED): $(INSTALLED)
	@sh scripts/setup_floor "$(VENV)" "$(FLOOR)"
	@touch $@

triton: $(TRITON_INSTALLED) ## the server asked by Triton's own client
	@echo "== triton"
	@PYTHONPATH="$(CURDIR)" TFSERVE_PYTHON="$(CURDIR)/$(BIN)/python" \
		$(TRITON)/bin/python -m pytest -rfE tests/triton $(PYTEST)

$(TRITON_INSTALLED): $(INSTALLED)
	@sh scripts/setup_triton "$(VENV)" "$(TRITON)"
	@touch $@

clients: $(CLIENTS_INSTALLED) ## the server asked by clients in Go, JavaScript, C++ and Python
	@echo "== clients"
	@TFSERVE_CLIENTS="$(CURDIR)/$(CLIENTS)" $(BIN)/python -m pytest tests/clients $(PYTEST)

$(CLIENTS_INSTALLED): $(INSTALLED)
	@sh scripts/setup_clients "$(VENV)" "$(CLIENTS)"
	@touch $@

# Real servers on the native plane are asked by the tests of tests/e2e, which run on both planes;
# without cargo there is none.
native: $(INSTALLED) ## the native plane: lint, and its own tests
	@echo "== native"
	@if command -v cargo >/dev/null; then \
		cargo clippy --manifest-path native/Cargo.toml --all-targets --locked -- -D warnings && \
		cargo test --manifest-path native/Cargo.toml --locked && \
		MYPYPATH=native $(BIN)/python -m mypy.stubtest tfserve_native --allowlist native/stubtest.txt; \
	else echo "cargo is not installed: the native plane is neither built nor tested"; fi

unit: $(INSTALLED) ## the tests that start no server process
	@$(BIN)/python -m pytest -m "not e2e" $(PYTEST)

e2e: $(INSTALLED) ## the tests that start real servers
	@$(BIN)/python -m pytest -m e2e $(PYTEST)

bench: $(INSTALLED) ## compare with the C++ reference server; takes minutes
	@$(BIN)/python -m benchmarks.bench $(BENCH)

soak: $(INSTALLED) ## time, growth and goodput over a long run; takes minutes to hours
	@$(BIN)/python -m benchmarks.soak $(SOAK)

fuzz: $(INSTALLED) ## broken input for everything that parses what others wrote; takes minutes
	@$(BIN)/python -m benchmarks.fuzz $(FUZZ)

protos: $(INSTALLED) ## generate the stub library from protos/
	@$(BIN)/python protos/build.py

docs: $(INSTALLED) ## write the generated pages under docs/
	@$(BIN)/python scripts/flags_page.py > docs/flags.md

format: $(INSTALLED) ## let ruff format and mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## remove the environment and all that was built
	rm -rf $(VENV) $(FLOOR) $(TRITON) $(CLIENTS) native/target build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache
