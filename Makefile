# The everyday commands, for Debian 12 and 13. Each command first installs the packages that are
# missing. On other systems, install the same libraries and use the CMake presets.

BUILD_PACKAGES = g++ cmake ninja-build pkg-config git ca-certificates libcurl4-openssl-dev \
  prometheus-cpp-dev libcpp-httplib-dev nlohmann-json3-dev libsimdjson-dev libcli11-dev \
  libyaml-dev libssl-dev libcrypt-dev zlib1g-dev libspdlog-dev libfmt-dev libexpected-dev
TEST_PACKAGES = libgtest-dev libgmock-dev gzip chromium chromium-driver
# Installed, these two would run as services: the tests use the programs from below build/.
UNPACKED_PACKAGES = prometheus prometheus-alertmanager
TIDY_PACKAGES = clang-format clang-tidy
FUZZ_PACKAGES = clang libclang-rt-14-dev llvm
IMAGE_PACKAGES = buildah debootstrap curl
BENCH_PACKAGES = libbenchmark-dev wrk python3
# The Debian package is installed only if there is no kubectl yet.
KUBECTL_PACKAGE = $(if $(shell command -v kubectl),,kubernetes-client)

PREFIX ?= /usr/local
# The revision that --version reports. If empty, it is read from the checkout.
REVISION ?=
JOBS ?= $(shell nproc)
ROOT = $(if $(filter 0,$(shell id -u)),,sudo)
NO_SUDO = $(if $(ROOT),$(if $(shell command -v sudo),,none))
# The tests' Prometheus and Alertmanager.
export PATH := $(PATH):$(CURDIR)/build/programs/usr/bin

# Installs the packages of a list that are missing; prints apt's output only if it fails.
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

.PHONY: demo build test-packages test install dev tsan fuzz soak e2e e2e-compare bench tidy image-test prometheus-rule format clean

demo: build
	build/release/metallb-pool-exporter demo

build:
	$(call install_packages,$(BUILD_PACKAGES))
	cmake --preset release -DBUILD_TESTING=OFF -DEXPORTER_REVISION=$(REVISION)
	cmake --build --preset release -j $(JOBS)

install: build
	cmake --install build/release --prefix $(PREFIX)

# The programs are unpacked, not installed: their packages would start services on every interface.
test-packages:
	$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(KUBECTL_PACKAGE))
	@missing=""; for program in prometheus promtool prometheus-alertmanager amtool; do \
	  command -v $$program > /dev/null || missing=1; done; [ -n "$$missing" ] || exit 0; \
	echo "Unpacking $(UNPACKED_PACKAGES) into build/programs"; \
	rm -rf build/programs; mkdir -p build/programs; cd build/programs; \
	apt-get download -qq -o APT::Sandbox::User=root $(UNPACKED_PACKAGES) 2> /dev/null \
	  || { $(ROOT) apt-get update -qq \
	       && apt-get download -qq -o APT::Sandbox::User=root $(UNPACKED_PACKAGES); } || exit 1; \
	for package in *.deb; do dpkg -x "$$package" . && rm "$$package" || exit 1; done

test: test-packages
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS)
	ctest --preset release

# The same tests with sanitizers: dev for addresses and undefined behaviour, tsan for threads.
dev tsan: test-packages
	cmake --preset $@
	cmake --build --preset $@ -j $(JOBS)
	ctest --preset $@

# Thousands of polls under changing faults, and attacks on the port: prints what it measures.
soak:
	$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target soak
	build/release/tests/soak

# The exporter on a real kube-apiserver with MetalLB's own controller, which Go builds when they are
# missing (a quarter of an hour). Other versions: make e2e KUBERNETES=1.30 METALLB=0.14
# e2e-compare measures it beside kube-state-metrics instead.
KUBERNETES ?=
METALLB ?=

e2e e2e-compare: test-packages
	cmake --preset release -DBUILD_TESTING=ON
	cmake --build --preset release -j $(JOBS) --target kubernetes_$(subst e2e-,,$@)
	KUBERNETES=$(KUBERNETES) METALLB=$(METALLB) setpriv --pdeathsig TERM tests/e2e/kubernetes/run.sh \
	  build/release/tests/e2e/kubernetes/kubernetes_$(subst e2e-,,$@)

# Speed, beside peers: a table, and the same in build/bench.json. On a machine with nothing else to do.
bench:
	$(call install_packages,$(BUILD_PACKAGES) $(BENCH_PACKAGES) $(KUBECTL_PACKAGE))
	cmake --preset release -DEXPORTER_BENCH=ON
	cmake --build --preset release -j $(JOBS) --target bench_programs
	tests/bench/run.py build/release

# How long each fuzzer runs; and which do (make fuzz FUZZ=kubeconfig).
FUZZ_SECONDS ?= 20
FUZZ ?= $(patsubst tests/fuzz/%_fuzz.cc,%,$(wildcard tests/fuzz/*_fuzz.cc))

fuzz:
	$(call install_packages,$(BUILD_PACKAGES) $(FUZZ_PACKAGES))
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(JOBS) --target $(FUZZ:=_fuzz)
	printf '%s\n' $(FUZZ) | xargs -I UNIT -P $(JOBS) tests/fuzz/run.sh build/fuzz UNIT $(FUZZ_SECONDS)

# Builds the image and runs it, where this machine allows to.
image-test:
	$(call install_packages,$(IMAGE_PACKAGES))
	tests/image/image_test.sh

SOURCES = $(shell git ls-files 'exporter/*.cc' 'tests/*.cc')
HEADERS = $(shell git ls-files 'exporter/*.h' 'tests/*.h')

tidy:
	$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES) $(BENCH_PACKAGES) $(TIDY_PACKAGES))
	cmake --preset dev -DEXPORTER_BENCH=ON
	clang-format --dry-run --Werror $(SOURCES) $(HEADERS)
	# The commands are GCC's, some of whose warnings clang does not know.
	printf '%s\n' $(SOURCES) | xargs -n 1 -P $(JOBS) clang-tidy -p build/dev --quiet \
	  --extra-arg=-Wno-unknown-warning-option

format:
	clang-format -i $(SOURCES) $(HEADERS)

# The alerting rules as a manifest: its own head, and the groups of the plain file.
PROMETHEUS_RULE = k8s/overlays/prometheus-operator/prometheus-rule.yaml

prometheus-rule:
	{ sed '/^spec:/q' $(PROMETHEUS_RULE); \
	  sed -n '/^groups:/,$$s/^./  &/p' k8s/alerts/rules.yaml; } > $(PROMETHEUS_RULE).new
	mv $(PROMETHEUS_RULE).new $(PROMETHEUS_RULE)

clean:
	rm -rf build
