# Sourced by the scripts that run in containers. The demo's clusters, and scrapes without curl.

# Waits until a command succeeds.
await() {
  for _ in $(seq 300); do
    ! "$@" > /dev/null 2>&1 || return 0
    sleep 0.1
  done
  fail "not within 30 s: $*"
}

# The last address in a log that has one: listening_address < LOG
listening_address() {
  grep -oE 'msg=listening address=[^ ]+' | tail -n 1 | cut -d= -f3
}

# Prints the metrics of the exporter at an address.
scrape_address() {
  exec 3<> "/dev/tcp/${1%:*}/${1##*:}"
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  cat <&3
  exec 3>&-
}

# Prints the ports of the three demo clusters: cluster_ports PID ADDRESS_OF_THE_DEMO
cluster_ports() {
  local inodes
  # Listening sockets of the demo: column 10 of /proc/net/tcp is the inode.
  inodes=$(ls -l "/proc/$1/fd" | grep -o 'socket:\[[0-9]*' | cut -d'[' -f2)
  awk '$4 == "0A" { print $10, $2 }' /proc/net/tcp | while read -r inode local; do
    ! grep -qx "$inode" <<< "$inodes" || echo $((16#${local##*:})); done | grep -vx "${2##*:}"
}

# Prints a kubeconfig with a context for each port of a demo cluster.
kubeconfig() {
  local port
  echo 'apiVersion: v1'
  echo 'kind: Config'
  echo 'clusters:'
  for port; do echo "- {name: c$port, cluster: {server: 'http://127.0.0.1:$port'}}"; done
  echo 'users: [{name: none, user: {}}]'
  echo 'contexts:'
  for port; do echo "- {name: c$port, context: {cluster: c$port, user: none}}"; done
}
