// Replaces the parts of the page that changed. Unchanged elements stay, with the focus, the scroll
// position, and the sizes that the browser has cached for parts that are not drawn.

const sources = new WeakMap();  // the HTML of each part of a container as it was received

// Elements that are patched. Other elements are unchanged or replaced as a whole.
const isContainer = (node) => node.matches?.('#live, .conflicts, .finding, .finding > ul, ' +
    '.networks, .network, .clusters, .cluster, .cluster > summary');

function remember(container) {
  for (const node of container.childNodes) {
    if (isContainer(node)) remember(node);
    else if (!sources.has(node)) sources.set(node, node.outerHTML ?? node.data);
  }
}

// Identifies an element in two renderings: by its key, its text or its kind.
function identityOf(node) {
  if (node.dataset?.key) return node.dataset.key;
  return node.localName === 'li' ? sources.get(node) : node.nodeName + ' ' + node.className;
}

function patch(old, fresh) {
  old.toggleAttribute('data-open', fresh.hasAttribute('data-open'));
  if (fresh.dataset.is) old.dataset.is = fresh.dataset.is;
  else delete old.dataset.is;
  const kept = old.matches('.cluster') ? keepPools(old, fresh) : [];
  const spare = new Map();
  for (const node of old.childNodes) {
    const identity = identityOf(node);
    spare.set(identity, [...(spare.get(identity) ?? []), node]);
  }
  const wanted = [...fresh.childNodes].map((node) => {
    const same = spare.get(identityOf(node))?.shift();
    if (!same || sources.get(same) !== sources.get(node)) return node;
    if (isContainer(same)) patch(same, node);
    return same;
  }).concat(kept);
  const unchanged = new Set(wanted);
  for (const node of [...old.childNodes]) if (!unchanged.has(node)) node.remove();
  let at = old.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else old.insertBefore(node, at);
  }
}

// The visible parts of the page. Parts that begin in the visible area come first.
function landmarksInView() {
  const {left, width} = $('live').getBoundingClientRect();
  const edge = Math.max(0, document.querySelector('header').getBoundingClientRect().bottom);
  const found = new Map();
  for (let y = edge; y < innerHeight; y += 16) {
    const part = document.elementFromPoint(left + width / 3, y)
        ?.closest('#live :is(.tiles, .finding, .finding li, .holders li, summary, .family, .pool, .subnet)');
    if (!part || found.has(part)) continue;
    found.set(part, {part, key: keyOf(part), top: part.getBoundingClientRect().top});
  }
  const all = [...found.values()];
  return [...all.filter(({top}) => top >= edge), ...all.filter(({top}) => top < edge)];
}

// The element on the current page; undefined if it no longer exists.
function findAgain(part, key) {
  if (part?.isConnected) return part;
  return [...document.querySelectorAll(':is(#live, #answer) ' + (part?.localName ?? 'svg'))]
      .find((other) => keyOf(other) === key);
}

// Runs `change`, which may replace the element with the focus by a newer one.
function keepFocus(change) {
  const active = document.activeElement.closest(':is(#live, #answer) :is(svg.map, summary, a)');
  const key = active && keyOf(active);
  change();
  if (active && !active.isConnected) findAgain(active, key)?.focus({preventScroll: true});
}

// Scrolls by the distance that the first remaining landmark has moved.
function returnTo(landmarks) {
  for (const {part, key, top} of landmarks) {
    const again = findAgain(part, key);
    if (!again?.getClientRects().length) continue;
    const moved = again.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) scrollBy({top: moved, behavior: 'instant'});
    return;
  }
}
