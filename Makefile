# Bare `make` prints this menu. What a target does is in scripts/ when it is more than one command.
SHELL := /bin/bash
.DEFAULT_GOAL := menu

# Where `make run` and the tools keep and find their data, and the port to serve on.
DATA ?= ./data
PORT ?= 8080

SWIFT_TEXTS := Sources Tests Plugins Package.swift
AIGENERATE := .build/release/aigenerate

.PHONY: menu run test build release format lint bench soak chaos audit doctor clean-data \
    proof-openai-suite

menu:
	@echo "AI Generate. Start with: make run"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) \
	    | while IFS='|' read -r target does; do printf '  make %-11s %s\n' "$$target" "$$does"; done
	@echo
	@echo "Settings: make run DATA=./data PORT=8080"

run: ## install what is missing, build, serve, make a first picture
	@scripts/run.sh --data '$(DATA)' --port '$(PORT)'

test: ## install what is missing, then everything that CI runs
	@scripts/install-needs.sh test
	@$(MAKE) --no-print-directory lint
	@scripts/test.sh

build: ## build for debugging, tests included
	swift build --build-tests

release: ## build the program as it is shipped
	swift build -c release --product aigenerate

format: ## format all Swift in place
	swift format -i --recursive --parallel $(SWIFT_TEXTS)

lint: ## check the format, change nothing
	swift format lint --strict --recursive --parallel $(SWIFT_TEXTS)

bench: release ## measure speed (a package of its own, in Benchmarks/), renew docs/performance.md
	@scripts/install-needs.sh bench
	swift run -c release --package-path Benchmarks bench

soak: release ## mixed load for half an hour: do memory and descriptors keep growing?
	@scripts/install-needs.sh bench
	swift run -c release --package-path Benchmarks bench --soak 30

chaos: ## the tests of crashes and races at their full size; takes hours
	@scripts/install-needs.sh test
	@AIGENERATE_CHAOS=1 scripts/test.sh --filter Chaos

proof-openai-suite: release ## OpenAI's own tests against this program (downloads them)
	@scripts/openai-suite.sh

audit: release ## recompute all money in DATA and say where it disagrees
	$(AIGENERATE) audit --data '$(DATA)'

doctor: release ## say what this machine lacks
	$(AIGENERATE) doctor --data '$(DATA)'

clean-data: ## delete DATA: keys, balances and pictures (asks first)
	@scripts/clean-data.sh '$(DATA)'
