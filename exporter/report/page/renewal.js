// Refreshes the page periodically.

// Adds attributes that only the script uses.
function prepare(live) {
  remember(live);
  for (const part of live.querySelectorAll(':is(.cluster, .subnet)[open]')) part.dataset.open = '';
  for (const area of live.querySelectorAll('.area')) {  // the tooltip replaces the titles
    area.dataset.text = area.textContent;
    area.replaceChildren();
  }
  for (const map of live.querySelectorAll('.map[data-cells]')) {
    const cells = map.dataset.cells.match(/\d+/g).reduce((sum, n) => sum + Number(n), 0);
    const roles = {
      role: 'slider', tabindex: 0, 'aria-roledescription': 'address map', 'aria-valuemin': 1,
      'aria-valuemax': cells, 'aria-valuenow': (cursors.get(keyOf(map)) || 0) + 1,
    };
    for (const [name, value] of Object.entries(roles)) map.setAttribute(name, value);
  }
}

// Replaces the fleet by a newer rendering. Keeps the scroll position, the focus, the cursor and
// open sections. The filter is outside the refreshed part.
function replaceFleet(fresh) {
  const tipped = described;
  const landmarks = landmarksInView();
  prepare(fresh);
  keepFocus(() => {
    patch($('live'), fresh);
    applyFilter();
    returnTo(landmarks);
  });
  const map = tipped && findAgain(null, tipped.key);
  if (map && tipped.cell < modelOf(map).states.length) showTip(map, tipped.cell);
  if (!map) hideTip();
}

const kRefreshInterval = 5000;  // milliseconds
let paused = false;
let refreshing = false;
let tag = '';  // the ETag of the shown data; empty: request it in any case
function showNotice(reason = '') {
  $('notice').className = lost ? 'bad' : '';
  const old = lost ? '✕ No valid response from the exporter. The data below is old.' : '';
  setText($('notice'), [old, paused ? 'Paused.' : reason].filter(Boolean).join(' '));
}

// Returns the milliseconds that the replacement of the content took.
async function refresh() {
  const query = new URLSearchParams(location.search);
  query.set('bodies', 'none');
  const response = await fetch(location.pathname + '?' + query, {
    cache: 'no-store', signal: AbortSignal.timeout(8000),
    headers: tag ? {'If-None-Match': tag} : {},
  });
  if (response.status === 304) return 0;
  if (!response.ok) throw new Error('status ' + response.status);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById('live');
  if (!fresh) throw new Error('no page');
  await loadChangedPools(fresh);
  if (paused) return 0;
  if (fresh.dataset.version !== $('live').dataset.version) return location.reload();
  const started = performance.now();
  tag = response.headers.get('ETag') ?? '';
  document.title = page.title;
  $('live').dataset.elsewhere = fresh.dataset.elsewhere;
  replaceFleet(fresh);
  answerSoon();
  refreshed();
  return performance.now() - started;
}

async function refreshIfRead() {
  if (paused || refreshing || document.hidden) return 0;
  if (!getSelection().isCollapsed) {
    showNotice('Paused while text is selected.');
    return 0;
  }
  refreshing = true;
  let cost = 0;
  try {
    cost = await refresh();
    loadOpenClusters();
  } catch (error) {
    tag = '';
    loseExporter();
  }
  showNotice();
  refreshing = false;
  return cost;
}

async function refreshForever() {
  const cost = await refreshIfRead();
  setTimeout(refreshForever, Math.max(kRefreshInterval, 20 * cost));  // a large page is refreshed less often
}

document.addEventListener('visibilitychange', () => {
  showAges();
  refreshIfRead();
});
setInterval(showAges, 1000);

$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', paused);
  showNotice();
});

// A link to a cluster that is on another page leads to the page of the cluster.
function goToCluster() {
  const name = /^#cluster-(.+)/.exec(location.hash)?.[1];
  if (name && poolsElsewhere() > 0) location.replace('./?cluster=' + name);
}

// The cluster of a link such as "#cluster-NAME". The browser has no :target yet when the script starts.
function clusterInLocation() {
  try {
    const cluster = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return cluster?.matches('.cluster') ? cluster : null;
  } catch (error) {  // not a valid encoding
    return null;
  }
}

// A link with a filter may be opened in a tab that already shows the page.
function readLocation() {
  if (location.hash !== '#live') {  // the target of the skip link
    $('filter').value = new URLSearchParams(location.hash.slice(1)).get('filter') ?? '';
  }
  const cluster = clusterInLocation();
  if (cluster) choices.set(keyOf(cluster), true);
  else goToCluster();
  filtered.clear();
  applyFilter();
  answerSoon();
}
addEventListener('hashchange', readLocation);

// In a large fleet, waits until the reader pauses.
let applying;
function applyFilterSoon() {
  const large = isPartial() || document.querySelectorAll('.pool').length > 100;
  clearTimeout(applying);
  if (large) applying = setTimeout(applyFilter, 150);
  else applyFilter();
}
$('filter').addEventListener('input', () => {
  filtered.clear();
  applyFilterSoon();
  answerSoon();
  const text = $('filter').value;
  history.replaceState(null, '', text ? '#' + new URLSearchParams({filter: text})
      : location.pathname + location.search);
});
$('tools').addEventListener('submit', (event) => event.preventDefault());
$('search').hidden = true;
$('pause').hidden = false;
prepare($('live'));
readLocation();
setTimeout(refreshForever, kRefreshInterval);
