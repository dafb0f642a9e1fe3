// The page takes in what the exporter now says and keeps every element that is as it was: with it
// stay the focus, the place on the page, and the size that the browser remembers of what it has
// not drawn for a while.

const sources = new WeakMap();  // what each part of a container was when it came

// What is kept though something in it has changed. All else stays whole or is replaced whole.
const isContainer = (node) => node.matches?.('#live, .conflicts, .finding, .finding > ul, ' +
    '.clusters, .cluster, .cluster > summary');

function remember(container) {
  for (const node of container.childNodes) {
    if (isContainer(node)) remember(node);
    else sources.set(node, node.outerHTML ?? node.data);
  }
}

// By what two renderings of one thing are known: its key, what it says, or its kind.
function identityOf(node) {
  if (node.dataset?.key) return node.dataset.key;
  return node.localName === 'li' ? sources.get(node) : node.nodeName + ' ' + node.className;
}

function patch(old, fresh) {
  old.toggleAttribute('data-open', fresh.hasAttribute('data-open'));
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
  });
  const staying = new Set(wanted);
  for (const node of [...old.childNodes]) if (!staying.has(node)) node.remove();
  let at = old.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else old.insertBefore(node, at);
  }
}

// Where the reader is: the parts of the page that are in view, those first that begin there.
function landmarksInView() {
  const {left, width} = $('live').getBoundingClientRect();
  const edge = Math.max(0, document.querySelector('header').getBoundingClientRect().bottom);
  const found = new Map();
  for (let y = edge; y < innerHeight; y += 16) {
    const part = document.elementFromPoint(left + width / 3, y)
        ?.closest('#live :is(.tiles, .finding, .finding li, .holders li, summary, .family, .pool)');
    if (!part || found.has(part)) continue;
    found.set(part, {part, key: keyOf(part), top: part.getBoundingClientRect().top});
  }
  const all = [...found.values()];
  return [...all.filter(({top}) => top >= edge), ...all.filter(({top}) => top < edge)];
}

// The same thing on the page as it is now; undefined where it is gone.
function findAgain(part, key) {
  if (part?.isConnected) return part;
  return [...document.querySelectorAll('#live ' + (part?.localName ?? 'svg'))]
      .find((other) => other.closest('[data-key]') && keyOf(other) === key);
}

// Scrolls by as much as the first landmark that is left has moved.
function returnTo(landmarks) {
  for (const {part, key, top} of landmarks) {
    const again = findAgain(part, key);
    if (!again?.getClientRects().length) continue;
    const moved = again.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) scrollBy({top: moved, behavior: 'instant'});
    return;
  }
}
