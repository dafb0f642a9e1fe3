module metallb-pool-exporter/programs/metallb-layer2-0.15

go 1.26.0

require go.universe.tf/metallb v0.15.3
