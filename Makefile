# The everyday commands, for Debian 12 and 13. Each command first installs the packages that are
# missing. On other systems, install the same libraries and use the CMake presets.

MACHINE := $(shell dpkg --print-architecture 2> /dev/null)
ARCH ?= $(MACHINE)
# Cross builds, in the containers of the Dockerfile only: the development packages of two
# architectures exclude each other.
CROSS = $(filter-out $(MACHINE),$(ARCH))
CPU = $(if $(filter arm64,$(ARCH)),aarch64,x86_64)
export EMULATOR = $(if $(CROSS),qemu-$(CPU)-static)

LIBRARIES = libcurl4-openssl-dev prometheus-cpp-dev libcpp-httplib-dev libsimdjson-dev libyaml-dev \
  libssl-dev libcrypt-dev zlib1g-dev libspdlog-dev libfmt-dev
BUILD_PACKAGES = g++ cmake ninja-build pkg-config git ca-certificates nlohmann-json3-dev libcli11-dev \
  libexpected-dev $(LIBRARIES:=$(CROSS:%=:%)) \
  $(if $(CROSS),g++-$(subst _,-,$(CPU))-linux-gnu qemu-user-static)
TEST_PACKAGES = libgtest-dev libgmock-dev gzip python3 chromium chromium-driver zsh fish groff-base \
  iproute2 libcap2-bin
# If these packages were installed, they would run as services on every interface. The tests unpack
# them below build/.
UNPACKED_PACKAGES = prometheus prometheus-alertmanager
SITES_PACKAGES = victoria-metrics
TIDY_PACKAGES = clang-format clang-tidy
# The name of the package with libFuzzer's runtime contains the version of clang.
FUZZ_PACKAGES = clang llvm \
  $(if $(findstring VERSION_ID="12",$(shell cat /etc/os-release)),libclang-rt-14-dev,libclang-rt-19-dev)
IMAGE_PACKAGES = buildah debootstrap curl
DEBIAN_PACKAGES = dpkg-dev file
TARBALL_PACKAGES = patchelf
PACKAGE_TEST_PACKAGES = debootstrap systemd-container lintian
BENCH_PACKAGES = libbenchmark-dev wrk python3 iproute2 arp-scan iputils-arping

PREFIX ?= /usr/local
# The revision that --version reports. If empty, it is read from the checkout.
REVISION ?=
JOBS ?= $(shell nproc)
ROOT = $(if $(filter 0,$(shell id -u)),,sudo)
NO_SUDO = $(if $(ROOT),$(if $(shell command -v sudo),,none))
# The tests' Prometheus, Alertmanager and kubectl.
export PATH := $(CURDIR)/build/kubectl/usr/bin:$(PATH):$(CURDIR)/build/programs/usr/bin

# Installs the packages of a list that are missing. Prints the output of apt only if apt fails.
define install_packages
@missing=""; for package in $(1); do \
  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
    || missing="$$missing $$package"; done; \
  [ -n "$$missing" ] || exit 0; \
  if [ -n "$(NO_SUDO)" ]; then echo "Packages are missing. Run as root, then try again:"; \
    echo "  apt-get update && apt-get install -y --no-install-recommends$$missing"; exit 1; fi >&2; \
  echo "Installing$$missing"; mkdir -p build; \
  { $(ROOT) apt-get update && $(ROOT) env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $$missing; } > build/packages.log 2>&1 \
    || { cat build/packages.log >&2; exit 1; }
endef

# Unpacks the packages (2) into build/programs, if one of the programs (1) is missing.
define unpack_packages
@missing=""; for program in $(1); do command -v $$program > /dev/null || missing=1; done; \
  [ -n "$$missing" ] || exit 0; \
  echo "Unpacking $(2) into build/programs"; mkdir -p build/programs; cd build/programs; rm -f *.deb; \
  apt-get download -qq -o APT::Sandbox::User=root $(2) 2> /dev/null \
    || { $(ROOT) apt-get update -qq && apt-get download -qq -o APT::Sandbox::User=root $(2); } \
    || exit 1; \
  for package in *.deb; do dpkg -x "$$package" . && rm "$$package" || exit 1; done
endef

.PHONY: demo scan-demo build-packages build package deb tarball image-files container-packages release release-test version \
  package-test test-packages \
  test install dev tsan dev-all tsan-all program-test soak e2e \
  e2e-cached e2e-compare e2e-sites bench fuzz image-test debian13 tidy tidy-changed analyze format words \
  gate-packages kubectl prometheus-rule chart chart-test clean

demo: build
	build/release/metallb-pool-exporter demo

# Real conflicts for `scan`, on a network in this machine. Needs root or sudo.
scan-demo: build
	$(call install_packages,iproute2 python3)
	$(ROOT) tests/wire/demo.sh build/release/metallb-pool-exporter || [ $$? = 2 ]

ifneq ($(CROSS),)
CROSS_FLAGS = -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=$(CPU) \
  -DCMAKE_C_COMPILER=$(CPU)-linux-gnu-gcc -DCMAKE_CXX_COMPILER=$(CPU)-linux-gnu-g++ \
  -DCMAKE_CROSSCOMPILING_EMULATOR=$(EMULATOR) -DCPACK_DEBIAN_PACKAGE_ARCHITECTURE=$(ARCH)
# pkg-config and dpkg-shlibdeps read these variables.
export PKG_CONFIG_LIBDIR = /usr/lib/$(CPU)-linux-gnu/pkgconfig:/usr/share/pkgconfig
export DEB_HOST_ARCH = $(ARCH)
endif

build-packages:
	$(if $(CROSS),dpkg --add-architecture $(CROSS))
	$(call install_packages,$(BUILD_PACKAGES))

build: build-packages
	cmake --preset release -DBUILD_TESTING=OFF -DEXPORTER_REVISION=$(REVISION) $(CROSS_FLAGS)
	cmake --build --preset release -j $(JOBS)

install: build
	cmake --install build/release --prefix $(PREFIX)

# The Debian package: dist/*.deb. For another architecture or release of Debian, it is built in a
# container: make package ARCH=arm64 DEBIAN=13
THIS_DEBIAN := $(shell . /etc/os-release && echo $$VERSION_ID)
DEBIAN ?= $(THIS_DEBIAN)
PACKAGE = $(if $(filter $(MACHINE)-$(THIS_DEBIAN),$(ARCH)-$(DEBIAN)),deb,container-packages)

package: $(PACKAGE)
	@mkdir -p dist && rm -f dist/metallb-pool-exporter_*.deb
	@cp -v build/packages/*.deb dist/

# The modes of the package's folders depend on the umask.
deb: build
	$(call install_packages,$(DEBIAN_PACKAGES))
	rm -rf build/packages
	cd build/release && umask 022 && cpack -G DEB -B $(CURDIR)/build/packages > $(CURDIR)/build/cpack.log
	rm -r build/packages/_CPack_Packages

# The tar archive of the program with its libraries.
tarball: build
	$(call install_packages,$(TARBALL_PACKAGES))
	packaging/tarball.sh $(ARCH) build/packages

# The file system of the image.
image-files:
	packaging/image-root.sh build/image-files

container-packages:
	$(call install_packages,$(IMAGE_PACKAGES))
	packaging/build.sh $(DEBIAN) $(ARCH)

# All files of a release, in dist/. Two builds of one commit give equal files, if the packages of Debian
# are equal: release-test builds a second time without a cache, and compares. Then it runs each program.
release: version
	$(call install_packages,$(IMAGE_PACKAGES))
	packaging/release.sh dist

release-test: release
	tests/package/release_test.sh dist

# Installs, starts, scrapes, upgrades and purges the package under systemd in a minimal Debian. For
# another architecture: installs the package and runs the program under qemu.
package-test: package
	$(call install_packages,$(PACKAGE_TEST_PACKAGES))
	$(if $(CROSS),tests/package/cross_test.sh $(DEBIAN) $(ARCH) build/packages/*, \
	  tests/package/package_test.sh build/packages/*.deb)

test-packages: kubectl
	$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	$(call unpack_packages,prometheus promtool prometheus-alertmanager amtool,$(UNPACKED_PACKAGES))

# The manifests need kubectl 1.27 or newer. Debian 12 has an older one.
kubectl:
	@kubectl kustomize k8s/overlays/single-cluster > /dev/null 2>&1 || { \
	  echo "Unpacking kubectl into build/kubectl"; tests/k8s/unpack_debian13.sh build/kubectl kubectl; }

test: test-packages
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS)
	ctest --preset release

# The same tests with sanitizers. dev: the unit tests with the sanitizers for addresses and
# undefined behavior. tsan: the unit tests of the parts that use threads, with the thread sanitizer.
# dev-all, tsan-all: every test.
dev: LABEL = unit
dev: TARGET = unit_tests
tsan: LABEL = threads
tsan: TARGET = thread_tests
dev-all tsan-all: LABEL = .
dev-all tsan-all: TARGET = all
dev tsan dev-all tsan-all: PRESET = $(@:-all=)
dev tsan dev-all tsan-all: test-packages
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET) -j $(JOBS) --target $(TARGET)
	ctest --preset $(PRESET) -L $(LABEL)

# The tests of the whole program: e2e, page, k8s, wire and grafana.
program-test: test-packages
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target program_tests
	ctest --preset release -L program

# Thousands of polls under changing faults, attacks on the port, and thousands of ended watches.
# Prints the measurements.
soak:
	$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target soak
	build/release/tests/soak
	build/release/tests/soak watch

# The exporter on a real kube-apiserver with MetalLB's own controller. Builds missing programs from
# Go sources in 15 minutes. Other versions: make e2e KUBERNETES=1.30 METALLB=0.14
# Random changes for ten minutes, watched and polled: make e2e E2E_WATCH_SECONDS=600
# An API server that is silent for five minutes: make e2e E2E_WATCH_SILENCE=1
# e2e-cached runs a selection in at most 3 minutes. It runs nothing if a program is not built yet.
# e2e-compare measures the exporter and kube-state-metrics on the same server.
KUBERNETES ?=
METALLB ?=
E2E_SELECTION = ClusterTest.*:StandInTest.*:FaultsTest.RightsAreRemovedAndRestored:RightsTest.*:InstallationTest.*:ChartInstallationTest.*:WatchTest.Follows*:WatchTest.*Random*:*MetallbLayer2Test.*
E2E_RUN = KUBERNETES=$(KUBERNETES) METALLB=$(METALLB) setpriv --pdeathsig TERM \
  tests/e2e/kubernetes/run.sh

e2e e2e-compare: test-packages
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target kubernetes_$(subst e2e-,,$@)
	$(E2E_RUN) build/release/tests/e2e/kubernetes/kubernetes_$(subst e2e-,,$@) $(E2E_ARGUMENTS)

e2e-cached:
	@if tests/e2e/kubernetes/run.sh --cached; then \
	  $(MAKE) --no-print-directory e2e E2E_ARGUMENTS='--gtest_filter=$(E2E_SELECTION)'; \
	else echo "NOT run: the real programs are not built (make e2e builds them)"; fi

# Two sites, joined by Prometheus federation, by VictoriaMetrics, and by Thanos. Builds Thanos from Go
# sources in 20 minutes if it is missing.
e2e-sites: test-packages
	$(call unpack_packages,victoria-metrics vmalert,$(SITES_PACKAGES))
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target sites_e2e
	THANOS=$$(tests/e2e/programs/build.sh thanos) && export THANOS \
	  && setpriv --pdeathsig TERM build/release/tests/sites/sites_e2e $(E2E_ARGUMENTS)

# The speed of the exporter and of its peers: a table, and the same in build/bench.json. Stop all
# other work on the machine first. Some parts only: make bench BENCH="wire fleet"
BENCH ?=
bench: kubectl
	$(call install_packages,$(BUILD_PACKAGES) $(BENCH_PACKAGES))
	$(call unpack_packages,prometheus promtool prometheus-alertmanager amtool,$(UNPACKED_PACKAGES))
	test -x build/debian13/usr/bin/prometheus || \
	  tests/k8s/unpack_debian13.sh build/debian13 prometheus
	cmake --preset release -DEXPORTER_BENCH=ON
	cmake --build --preset release -j $(JOBS) --target bench_programs
	tests/bench/run.py build/release $(if $(BENCH),--only $(BENCH))

# How long each fuzzer runs, and which ones: make fuzz FUZZ=kubeconfig FUZZ_SECONDS=600
FUZZ_SECONDS ?= 20
FUZZ ?= $(patsubst tests/fuzz/%_fuzz.cc,%,$(wildcard tests/fuzz/*_fuzz.cc))

fuzz:
	$(call install_packages,$(BUILD_PACKAGES) $(FUZZ_PACKAGES))
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(JOBS) --target $(FUZZ:=_fuzz)
	printf '%s\n' $(FUZZ) | xargs -I UNIT -P $(JOBS) tests/fuzz/run.sh build/fuzz UNIT $(FUZZ_SECONDS)

# Builds the image on Debian 13 and runs it, if this machine allows it: make image-test ARCH=arm64
image-test:
	$(call install_packages,$(IMAGE_PACKAGES) $(if $(CROSS),qemu-user-static))
	tests/image/image_test.sh $(ARCH)

# Builds the program and the unit tests on Debian 13 in a container, and runs them.
debian13:
	$(call install_packages,$(IMAGE_PACKAGES))
	tests/image/debian13.sh $(BUILD_PACKAGES) libgtest-dev libgmock-dev \
	  kubernetes-client

SOURCES = $(shell git ls-files 'exporter/*.cc' 'tests/*.cc')
HEADERS = $(shell git ls-files 'exporter/*.h' 'tests/*.h')
# The compile commands are GCC's, and clang does not know some of its warnings.
CLANG_TIDY = xargs -r -n 1 -P $(JOBS) clang-tidy -p build/tidy --quiet \
  --extra-arg=-Wno-unknown-warning-option

# tidy: every file. tidy-changed: the sources that changed since TIDY_BASE (by default see the script)
# and one source for each changed header, at most TIDY_LIMIT of them (default: all). analyze: clang's static analyzer, on the product.
tidy tidy-changed analyze:
	$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(BENCH_PACKAGES) $(TIDY_PACKAGES))
	@mkdir -p build
	cmake --preset dev -B build/tidy -DEXPORTER_BENCH=ON -DEXPORTER_PRECOMPILE=OFF \
	  -DEXPORTER_UNITY=OFF > build/tidy.log
	@clang-format --dry-run --Werror $(SOURCES) $(HEADERS)
	@$(TIDY_FILES) | $(CLANG_TIDY) $(TIDY_CHECKS)
tidy: TIDY_FILES = printf '%s\n' $(SOURCES)
tidy-changed: TIDY_FILES = LIMIT=$(TIDY_LIMIT) .ci/changed-sources $(TIDY_BASE)
analyze: TIDY_FILES = printf '%s\n' $(filter exporter/%,$(SOURCES))
analyze: TIDY_CHECKS = --checks=-*,clang-analyzer-*

format:
	clang-format -i $(SOURCES) $(HEADERS)

# Checks documents, comments and messages for words that have a plainer alternative.
words:
	tests/words/check_words.pl

# Installs all packages that the gate (.ci) needs.
gate-packages: test-packages
	$(call install_packages,$(BENCH_PACKAGES) $(TIDY_PACKAGES) $(IMAGE_PACKAGES) \
	  $(DEBIAN_PACKAGES) $(PACKAGE_TEST_PACKAGES))

# The documents to which alerts (runbook_url) and the dashboard link. After a change, run
# `make chart`.
DOCUMENTS_URL = https://github.com/metallb-pool-exporter/metallb-pool-exporter/blob/main

# Writes the links. Then renders the PrometheusRule manifest: the head of the old manifest, then the
# groups of the plain rule file.
PROMETHEUS_RULE = k8s/overlays/prometheus-operator/prometheus-rule.yaml
GLOBAL_PROMETHEUS_RULE = k8s/alerts/global-prometheus-rule.yaml
WITH_LINKS = k8s/alerts/rules.yaml k8s/alerts/global-rules.yaml grafana/dashboards/metallb-pools.json $(wildcard tests/alerts/*.yaml)

prometheus-rule:
	sed -i 's,https://[^ "]*\(/\(k8s/alerts\|exporter/metrics\)/README\.md\),$(DOCUMENTS_URL)\1,' $(WITH_LINKS)
	{ sed '/^spec:/q' $(PROMETHEUS_RULE); \
	  sed -n '/^groups:/,$$s/^./  &/p' k8s/alerts/rules.yaml; } > $(PROMETHEUS_RULE).new
	mv $(PROMETHEUS_RULE).new $(PROMETHEUS_RULE)
	{ sed '/^spec:/q' $(GLOBAL_PROMETHEUS_RULE); \
	  sed -n '/^groups:/,$$s/^./  &/p' k8s/alerts/global-rules.yaml; } > $(GLOBAL_PROMETHEUS_RULE).new
	mv $(GLOBAL_PROMETHEUS_RULE).new $(GLOBAL_PROMETHEUS_RULE)
	cp k8s/alerts/rules.yaml $(CHART)/files

# Writes the files of the Helm chart that are copies, because Helm and Flux do not read files outside
# of a chart, and the table of values in its README.md.
CHART = k8s/chart/metallb-pool-exporter

chart: prometheus-rule
	cp grafana/dashboards/metallb-pools.json $(CHART)/files
	k8s/chart/write-readme.py > $(CHART)/README.md.new
	mv $(CHART)/README.md.new $(CHART)/README.md

# Copies the version from CMakeLists.txt to the files that contain it.
WITH_VERSION = README.md k8s/README.md packaging/README.md k8s/base/deployment.yaml \
  $(CHART)/Chart.yaml $(wildcard tests/k8s/*documents_test.cc tests/k8s/document_*_test.cc)

version:
	sed -Ei "s/((metallb-pool-exporter|newTag|^version|^appVersion)[:-] ?)[0-9]+\.[0-9]+\.[0-9]+/\1$$(packaging/version.sh)/g" \
	  $(WITH_VERSION)

# Tests the chart with the real helm. Builds helm from Go sources in 6 minutes if it is missing. Without
# helm, make program-test and make e2e skip these tests.
chart-test: test-packages
	tests/e2e/programs/build.sh helm
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target k8s_test
	ctest --preset release -R 'Chart|RejectedValues'

clean:
	rm -rf build
