# Weft. `make help` lists what there is.
SWIFT ?= swift
CONFIGURATION ?= debug
PREFIX ?= /usr/local
# Words for the tests: make test TESTS="--filter PlanningTests"
TESTS ?=
# Steps of the story on kernel WireGuard, where not all: make test-kernel STEPS=1-apply
STEPS ?=
# What make measure-rotation measures, where not everything: make measure-rotation SCENARIOS="eight idle"
SCENARIOS ?=
# Steps and faults, where not all: make test-faults FAULTS="landed node-rebooted"
FAULTS ?= all
# How many damaged inputs: make fuzz CASES=10000
CASES ?= 200000
WEFT = .build/$(CONFIGURATION)/weft

.DEFAULT_GOAL := help
.PHONY: help demo demo-routing test fuzz bench-validate bench-import test-faults test-kernel bench bench-rotation measure-rotation release build install format lint dependencies swift

help: ## list what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

demo: build ## take the example mesh from a commit to running tunnels, in a lab on this machine
	@scripts/demo $(WEFT)

demo-routing: build ## a hub fails, and the mesh goes round it: OSPF and BFD, in a lab on this machine
	@scripts/demo-routing $(WEFT)

test: swift dependencies lint ## every test, those with real hosts included
	$(SWIFT) build --build-tests
	@scripts/test "$$($(SWIFT) build --show-bin-path)" $(TESTS)

test-kernel: release ## the story of Weft on kernel WireGuard, in an emulated machine (slow: minutes)
	@scripts/kernel/machine scripts/kernel/story .build/release/weft $(STEPS)

test-faults: swift dependencies ## every fault at every step of a rotation, as a table (slow: an hour)
	$(SWIFT) build --build-tests
	@scripts/test-faults "$$($(SWIFT) build --show-bin-path)" "$(FAULTS)"

fuzz: swift dependencies ## damaged files and reports, CASES of them (200,000), read or refused (minutes)
	$(SWIFT) build --build-tests
	@WEFT_FUZZ=$(CASES) scripts/test "$$($(SWIFT) build --show-bin-path)" --filter FuzzTests

bench-validate: release ## what weft validate costs for full meshes of 100 to 1,000 nodes
	@scripts/bench/validate .build/release/weft

bench-import: release ## what weft import costs for full meshes of 100 to 1,000 nodes
	@scripts/bench/import .build/release/weft

bench: swift dependencies ## what planning costs for a mesh of 1,000 nodes
	WEFT_BENCHMARKS=1 $(SWIFT) run --configuration release Benchmarks

bench-rotation: release ## six ways to rotate a key, side by side: what each loses, as a table and a picture (minutes)
	@scripts/bench/rotation .build/release/weft

measure-rotation: release ## what Weft's rotations lose: by node, rate, delay, clocks and more (an hour)
	@scripts/bench/measure .build/release/weft $(SCENARIOS)

release:
	@$(MAKE) --no-print-directory build CONFIGURATION=release

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
