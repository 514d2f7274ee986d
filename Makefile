# The front door. `make` alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

RELEASE := --configuration release --static-swift-stdlib --scratch-path .build-release
DEBUG := --scratch-path .build
SOURCES := Package.swift Sources Plugins Tests Benchmarks
PACKAGES := libcurl4-openssl-dev libsimdjson-dev libdeflate-dev libisal-dev zlib1g-dev libssl-dev \
	libre2-dev libsqlite3-dev libexpat1-dev libxml2-dev pkg-config tzdata openssl python3 \
	python3-yaml python3-jsonschema curl jq g++

.PHONY: help setup build test lint format golden bench demo check

help:
	@echo "make setup    install the Debian packages that Fjord links"
	@echo "make build    build the release binary as bin/fjord"
	@echo "make demo     fetch, transform and write a month of made-up settlement data"
	@echo "make test     run all tests"
	@echo "make lint     check formatting and documentation comments"
	@echo "make format   format the sources in place"
	@echo "make golden   rewrite the golden expectations; 'git diff' is the review"
	@echo "make bench    measure; see Benchmarks/README.md"
	@echo "make check    lint, build and test: what continuous integration runs"

setup:
	@missing=; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  sudo=; if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	  $$sudo apt-get update -qq; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux/"; exit 1; }

build: setup
	@[ -d .build-release ] || echo "First build: compiling the packages Fjord uses takes several minutes."
	swift build $(RELEASE) --product fjord
	@mkdir -p bin && ln -sf ../.build-release/release/fjord bin/fjord

test: setup
	swift build $(DEBUG) --build-tests
	swift test $(DEBUG) --skip-build
	@Tests/EndToEnd/run

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

format:
	swift format --in-place --parallel --recursive $(SOURCES)

golden: setup
	FJORD_REWRITE_GOLDEN=1 swift test $(DEBUG) --filter Golden

bench: build
	Benchmarks/run

demo: build
	@bin/fjord demo

check: lint build test
