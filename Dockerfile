# The image contains only the program, the libraries that it loads, and the certificate authorities
# that Debian trusts.
#
#   docker build --build-arg REVISION=$(git rev-parse HEAD) -t metallb-pool-exporter .
#   docker run --user "$(id -u)" -p 10472:10472 -v ~/.kube/config:/kubeconfig:ro \
#     metallb-pool-exporter --kubeconfig /kubeconfig
#
# `--user` is needed because usually only the owner of a kubeconfig can read it.
# `--platform linux/arm64` builds the image for arm64. The stage `packages` contains the Debian package
# and the tar archive in place of the image.

ARG BASE=docker.io/library/debian:13-slim

# This stage runs on the machine's own architecture. It cross-builds.
FROM --platform=$BUILDPLATFORM ${BASE} AS build
ARG TARGETARCH
RUN apt-get update && apt-get install -y --no-install-recommends make
WORKDIR /source
COPY Makefile ./
RUN make build-packages ARCH="$TARGETARCH"
COPY CMakeLists.txt CMakePresets.json ./
COPY packaging/debian packaging/debian
COPY exporter exporter
ARG REVISION=unknown
RUN make build ARCH="$TARGETARCH" REVISION="${REVISION}"

FROM build AS package-files
ARG TARGETARCH
ARG REVISION=unknown
# The time of all files of the results, in seconds since 1970.
ARG SOURCE_DATE_EPOCH=0
COPY packaging packaging
COPY k8s/alerts k8s/alerts
COPY grafana/dashboards grafana/dashboards
RUN make deb tarball ARCH="$TARGETARCH" REVISION="${REVISION}"

FROM scratch AS packages
COPY --from=package-files /source/build/packages /

FROM build AS image-files
ARG TARGETARCH
ARG SOURCE_DATE_EPOCH=0
COPY packaging packaging
RUN make image-files ARCH="$TARGETARCH"

FROM scratch
ARG REVISION=unknown
ARG VERSION=unknown
LABEL org.opencontainers.image.title="metallb-pool-exporter" \
      org.opencontainers.image.description="How full the MetalLB address pools of many Kubernetes clusters are" \
      org.opencontainers.image.source="https://github.com/metallb-pool-exporter/metallb-pool-exporter" \
      org.opencontainers.image.licenses="unlicensed" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=image-files /source/build/image-files /
USER 65532:65532
EXPOSE 10472
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/usr/bin/metallb-pool-exporter", "health"]
ENTRYPOINT ["/usr/bin/metallb-pool-exporter"]
