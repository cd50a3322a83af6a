# Weft. `make help` lists what there is.
SWIFT ?= swift
CONFIGURATION ?= debug
PREFIX ?= /usr/local
# Words for the tests: make test TESTS="--filter PlanningTests"
TESTS ?=
# Steps of the story on kernel WireGuard, where not all: make test-kernel STEPS=1-apply
STEPS ?=
# Steps and faults, where not all: make test-faults FAULTS="landed node-rebooted"
FAULTS ?= all
WEFT = .build/$(CONFIGURATION)/weft

.DEFAULT_GOAL := help
.PHONY: help demo test test-faults test-kernel bench build install format lint dependencies swift

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

demo: build ## take the example mesh from a commit to running tunnels, in a lab on this machine
	@scripts/demo $(WEFT)

test: swift dependencies lint ## every test, those with real hosts included
	$(SWIFT) build --build-tests
	@scripts/test "$$($(SWIFT) build --show-bin-path)" $(TESTS)

test-faults: swift dependencies ## every fault at every step of a rotation, as a table (slow: an hour)
	$(SWIFT) build --build-tests
	@scripts/test-faults "$$($(SWIFT) build --show-bin-path)" "$(FAULTS)"

test-kernel: build ## the story of Weft on kernel WireGuard, in an emulated machine (slow: minutes)
	@scripts/kernel/machine scripts/kernel/story $(WEFT) $(STEPS)

bench: swift dependencies ## what planning costs for a mesh of 1,000 nodes
	WEFT_BENCHMARKS=1 $(SWIFT) run --configuration release Benchmarks

build: swift dependencies ## build weft
	$(SWIFT) build --configuration $(CONFIGURATION) --product weft

install: ## install weft below PREFIX (/usr/local)
	$(MAKE) build CONFIGURATION=release
	@echo "Installing $(DESTDIR)$(PREFIX)/bin/weft"
	@install -D -m 0755 .build/release/weft $(DESTDIR)$(PREFIX)/bin/weft 2>/dev/null || \
	  scripts/as-root install -D -m 0755 .build/release/weft $(DESTDIR)$(PREFIX)/bin/weft

format: swift ## format the sources in place
	$(SWIFT) format format --in-place --recursive Package.swift Sources Tests Benchmarks

lint: swift
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

dependencies:
	@scripts/install-dependencies

swift:
	@command -v $(SWIFT) >/dev/null && $(SWIFT) --version >/dev/null || { echo "Swift 6.2 or later is missing: https://www.swift.org/install/linux/ (one command: swiftly)" >&2; exit 1; }
