# Two stages. The first stage builds the program on Debian 13. The second stage, the image, contains
# only the program, the libraries that it loads, and the certificate authorities that Debian trusts.
#
#   docker build --build-arg REVISION=$(git rev-parse HEAD) -t metallb-pool-exporter .
#   docker run --user "$(id -u)" -p 10472:10472 -v ~/.kube/config:/kubeconfig:ro \
#     metallb-pool-exporter --kubeconfig /kubeconfig
#
# `--user` is needed because usually only the owner of a kubeconfig can read it.

ARG BASE=docker.io/library/debian:13-slim

FROM ${BASE} AS build
ARG REVISION=unknown
RUN apt-get update && apt-get install -y --no-install-recommends make
WORKDIR /source
COPY CMakeLists.txt CMakePresets.json Makefile ./
COPY packaging packaging
COPY exporter exporter
RUN make build REVISION="${REVISION}"
# Copies each library under its real name and under the name that the loader uses, and lists the
# packages that the libraries come from.
RUN set -eu; root=/image; program=build/release/metallb-pool-exporter; \
  install -D -s "$program" "$root/usr/bin/metallb-pool-exporter"; \
  ldd "$program" | grep -o '/[^ ]*' | sort -u > /libraries; \
  xargs -a /libraries -n 1 cp --dereference --parents -t "$root"; \
  install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"; \
  mkdir -p "$root/usr/share/doc/metallb-pool-exporter"; \
  { xargs -a /libraries -n 1 realpath | xargs dpkg -S 2>/dev/null | cut -d: -f1; \
    echo ca-certificates; } | sort -u \
    | xargs dpkg-query -W -f '${Package} ${Version}\n' \
    > "$root/usr/share/doc/metallb-pool-exporter/packages"; \
  echo 'hosts: files dns' > "$root/etc/nsswitch.conf"; \
  echo 'exporter:x:65532:65532::/:/nonexistent' > "$root/etc/passwd"; \
  echo 'exporter:x:65532:' > "$root/etc/group"

FROM scratch
ARG REVISION=unknown
LABEL org.opencontainers.image.title="metallb-pool-exporter" \
      org.opencontainers.image.description="How full the MetalLB address pools of many Kubernetes clusters are" \
      org.opencontainers.image.source="https://github.com/metallb-pool-exporter/metallb-pool-exporter" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image /
USER 65532:65532
EXPOSE 10472
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/usr/bin/metallb-pool-exporter", "health"]
ENTRYPOINT ["/usr/bin/metallb-pool-exporter"]
