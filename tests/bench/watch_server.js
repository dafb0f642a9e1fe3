// Idle clusters behind one port, for watches: an API server for each path prefix /c0, /c1 …
//
//   node watch_server.js FOLDER CLUSTERS SERVICES PROTOCOL
//
// PROTOCOL is http (plain HTTP/1.1), https (HTTP/1.1 over TLS) or h2 (HTTP/2 over TLS). Writes
// FOLDER/kubeconfig, prints "ready" and the URL, and serves until its standard input ends. Each
// cluster has 10 pools, and SERVICES LoadBalancer Services of 2 KB with one address each. Nothing
// changes. As on a real server, the headers of a watch come at once, and a bookmark each minute.

'use strict';
const {execFileSync} = require('child_process');
const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const https = require('https');

const [folder, clusters, services, protocol] = process.argv.slice(2);
const POOLS = 10;
const VERSION = '1000';
const BOOKMARK_MS = 60_000;

const address = (cluster, pool, number) => {
  const network = cluster * POOLS + pool;
  return `10.${network >> 8}.${network & 255}.${number}`;
};

const metadata = (namespace, name) => ({
  name, namespace, uid: `uid-of-${namespace}-${name}`, resourceVersion: VERSION,
  creationTimestamp: '2026-01-01T00:00:00Z', annotations: {filling: 'x'.repeat(1_400)},
});

const pool = (cluster, i) => ({
  metadata: metadata('metallb-system', `pool-${i}`),
  spec: {addresses: [`${address(cluster, i, 0)}/24`], autoAssign: true},
});

const service = (cluster, i) => ({
  metadata: metadata(`shop-${i % 50}`, `web-${i}`),
  spec: {type: 'LoadBalancer', ports: [{port: 80, protocol: 'TCP', targetPort: 8080}]},
  status: {loadBalancer: {ingress: [{ip: address(cluster, i % POOLS, 1 + Math.floor(i / POOLS))}]}},
});

const KINDS = {
  services: ['Service', 'v1', (cluster) => Array.from({length: +services}, (_, i) => service(cluster, i))],
  ipaddresspools: ['IPAddressPool', 'metallb.io/v1beta1',
    (cluster) => Array.from({length: POOLS}, (_, i) => pool(cluster, i))],
  bgppeers: ['BGPPeer', 'metallb.io/v1beta2', () => []],
  nodes: ['Node', 'v1', () => []],
};

function watch(response, kind, apiVersion, seconds) {
  response.writeHead(200, {'content-type': 'application/json'});
  response.flushHeaders?.();
  const object = {kind, apiVersion, metadata: {resourceVersion: VERSION}};
  const bookmark = `${JSON.stringify({type: 'BOOKMARK', object})}\n`;
  const bookmarks = setInterval(() => response.write(bookmark), BOOKMARK_MS);
  const end = setTimeout(() => response.end(), seconds * 1_000);
  response.on('close', () => { clearInterval(bookmarks); clearTimeout(end); });
}

function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const [, cluster, path] = /^\/c(\d+)(\/.*)$/.exec(url.pathname) ?? [null, '0', ''];
  const send = (value, status = 200) => {
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(JSON.stringify(value));
  };
  if (path === '/version') return send({gitVersion: 'v1.37.2'});
  if (path === '/api/v1/namespaces/kube-system') return send({metadata: {uid: `uid-of-${cluster}`}});
  const known = KINDS[path.split('/').at(-1)];
  if (!known) return send({kind: 'Status', code: 404, message: 'not found'}, 404);
  const [kind, apiVersion, items] = known;
  if (url.searchParams.get('watch')) {
    return watch(response, kind, apiVersion, +url.searchParams.get('timeoutSeconds'));
  }
  send({kind: `${kind}List`, apiVersion, metadata: {resourceVersion: VERSION}, items: items(+cluster)});
}

function start() {
  if (protocol === 'http') return http.createServer(answer);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
    '-nodes', '-days', '2', '-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1',
    '-keyout', `${folder}/key.pem`, '-out', `${folder}/ca.crt`], {stdio: 'ignore'});
  const tls = {key: fs.readFileSync(`${folder}/key.pem`), cert: fs.readFileSync(`${folder}/ca.crt`)};
  return protocol === 'h2' ? http2.createSecureServer(tls, answer) : https.createServer(tls, answer);
}

const server = start();
server.keepAliveTimeout = 90_000;
server.listen({host: '127.0.0.1', port: 0, backlog: 4096}, () => {
  const scheme = protocol === 'http' ? 'http' : 'https';
  const url = `${scheme}://127.0.0.1:${server.address().port}`;
  const numbers = Array.from({length: +clusters}, (_, i) => i);
  const authority = protocol === 'http' ? '' : ', certificate-authority: ca.crt';
  fs.writeFileSync(`${folder}/kubeconfig`, [
    'current-context: c0', 'users:', '- {name: bench, user: {token: bench}}', 'clusters:',
    ...numbers.map((i) => `- {name: c${i}, cluster: {server: '${url}/c${i}'${authority}}}`),
    'contexts:', ...numbers.map((i) => `- {name: c${i}, context: {cluster: c${i}, user: bench}}`),
  ].join('\n') + '\n');
  console.log(`ready ${url}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
