// The pools of clusters that the page does not contain. In a large fleet, a cluster has a link in the
// place of its pools until it is opened. The tag of a cluster changes only with its pools.

const linkOf = (cluster) => cluster.querySelector(':scope > .later');
const shownClusters = () => new Map(
    [...document.querySelectorAll('.cluster')].map((cluster) => [cluster.dataset.key, cluster]));

// Whether the exporter knows pools that the page does not contain. A page has at most 100 clusters.
const poolsElsewhere = () => Number($('live').dataset.elsewhere);
const isPartial = () => poolsElsewhere() > 0 || document.querySelector('.later') !== null;

// Replaces the link of a cluster by its pools. The link stays if the cluster no longer exists.
async function fetchPools(cluster) {
  const link = linkOf(cluster);
  const response = await fetch(link.firstChild.href + '&bodies=only', {
    cache: 'no-store', signal: AbortSignal.timeout(8000),
  });
  if (response.status === 404) return;
  if (!response.ok) throw new Error('status ' + response.status);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector('.cluster');
  if (!link.parentNode) return;  // a refresh was faster
  prepare(fresh);
  if (link.contains(document.activeElement)) cluster.querySelector('summary').focus({preventScroll: true});
  link.replaceWith(...fresh.querySelectorAll(':scope > .pool'));
  cluster.dataset.tag = fresh.dataset.tag;
}

// Loads the pools of the open clusters, one cluster after the other. After an error, the links remain
// until the next call.
let loading = false;
async function loadOpenClusters() {
  if (loading) return;
  loading = true;
  try {
    for (;;) {
      const cluster = document.querySelector('.cluster[open]:not([hidden]) > .later:not(.asked)')
          ?.parentElement;
      if (!cluster) break;
      linkOf(cluster).classList.add('asked');
      await fetchPools(cluster);
    }
  } catch (error) {
    for (const link of document.querySelectorAll('.asked')) link.classList.remove('asked');
  }
  loading = false;
  applyFilter();
}
document.addEventListener('toggle', ({target}) => {
  if (target.matches('.cluster[open]') && linkOf(target)) loadOpenClusters();
}, {capture: true});

// Loads the pools that changed into a newer rendering without pools, for the clusters that are open.
async function loadChangedPools(fresh) {
  const shown = shownClusters();
  for (const cluster of fresh.querySelectorAll('.cluster')) {
    const old = shown.get(cluster.dataset.key);
    const wanted = cluster.open || old?.open;
    const current = old && !linkOf(old) && old.dataset.tag === cluster.dataset.tag;
    if (linkOf(cluster) && wanted && !current) await fetchPools(cluster);
  }
}

// Moves the link away if the shown cluster has the pools and stays open. Returns these pools.
function keepPools(old, fresh) {
  const link = linkOf(fresh);
  const keeps = link && !linkOf(old) && (old.open || fresh.open);
  if (!keeps) {
    old.dataset.tag = fresh.dataset.tag;
    return [];
  }
  link.remove();
  return [...old.querySelectorAll(':scope > .pool')];
}
