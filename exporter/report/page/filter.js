// The filter. Every term must occur in a name, an address or the state of a cluster. The words of
// the page itself are ignored, so that a pool named "full" can be found.

function readNames(element) {
  const parts = element.matches('.holders li')
      ? [...element.childNodes].filter((node) => node.localName !== 'span')
      : [...element.querySelectorAll('bdi, .state, .finding b, .holders li')];
  const textOf = (part) => (part.localName === 'li' ? namesOf(part) : part.textContent);
  return parts.map(textOf).join('\n').toLowerCase();
}

const names = new WeakMap();  // of elements that are replaced as a whole
function namesOf(element) {
  if (!element.matches('.pool, li')) return readNames(element);
  if (!names.has(element)) names.set(element, readNames(element));
  return names.get(element);
}

// Shows the list items that match a term of the filter. Shows all items if no item matches.
function filterHolders(list, terms, head) {
  const sought = terms.filter(({text}) => !head.includes(text));
  const items = [...list.querySelectorAll('li')];
  const matching = items.filter((item) => sought.some(({text}) => namesOf(item).includes(text)));
  for (const item of items) item.hidden = matching.length > 0 && !matching.includes(item);
  list.open = choicesNow().get(keyOf(list)) ?? matching.length > 0;
}

function filterPool(pool, terms, head) {
  const maps = [...pool.querySelectorAll('.map')];
  pool.hidden = !terms.every(({text, address}) => head.includes(text) ||
      namesOf(pool).includes(text) ||
      (address && maps.some((map) => cellOf(modelOf(map), address) >= 0)));
  if (pool.hidden) return;
  const above = head + '\n' + namesOf(pool.querySelector('h4'));
  for (const list of pool.querySelectorAll('.holders')) filterHolders(list, terms, above);
  const found = terms.find(({address}) => address);
  for (const map of maps) mark(map, found ? cellOf(modelOf(map), found.address) : -1, 'found');
}

function applyFilter() {
  const terms = $('filter').value.toLowerCase().split(/\s+/).filter(Boolean)
      .map((text) => ({text, address: parseAddress(text)}));
  const matches = (text) => terms.every((term) => text.includes(term.text));
  for (const item of document.querySelectorAll('.finding li')) item.hidden = !matches(namesOf(item));
  for (const finding of document.querySelectorAll('.finding')) {
    finding.hidden = terms.length > 0 && !finding.querySelector('li:not([hidden])');
  }
  const conflicts = document.querySelector('.conflicts');
  if (conflicts) conflicts.hidden = !conflicts.querySelector('.finding:not([hidden])');
  for (const cluster of document.querySelectorAll('.cluster')) {
    const head = [...cluster.children].filter((child) => !child.matches('.pool')).map(namesOf)
        .join('\n');
    const pools = [...cluster.querySelectorAll('.pool')];
    for (const pool of pools) filterPool(pool, terms, head);
    cluster.hidden = !matches(head) && pools.every((pool) => pool.hidden);
    cluster.open = choicesNow().get(keyOf(cluster)) ??
        (terms.length > 0 || cluster.hasAttribute('data-open'));
  }
  const all = document.querySelectorAll('.pool').length;
  const shown = document.querySelectorAll('.pool:not([hidden])').length;
  const text = terms.length ? shown + ' of ' + all + ' pools shown' : all + ' pools';
  // A screen reader announces each write.
  if ($('count').textContent !== text) $('count').textContent = text;
}
