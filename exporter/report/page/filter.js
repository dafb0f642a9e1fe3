// The filter. A whole address, CIDR or range is also looked up by the exporter, which answers with the
// page of that lookup. Every term must occur in a name, an address or the state of a cluster. The words of
// the page itself are ignored, so that a pool named "full" can be found. If the page does not contain the
// pools of a cluster, the exporter answers whether the cluster matches.

const isPart = (text, first) => parseAddress(text) || (!first && /^\d+$/.test(text));
function readTerms(value) {
  const whole = value.trim().toLowerCase().replace(/\s*-\s*/, '-');
  const [first, last, more] = whole.split(/[-/]/);
  if (last && more === undefined && isPart(first, true) && isPart(last)) {
    return [{text: whole, range: true, matches: (names) => names.includes(whole)}];
  }
  return whole.split(/\s+/).filter(Boolean).map((text) => {
    if (text.startsWith('is:')) return {text, matches: (names) => names.includes(text.toUpperCase())};
    const address = parseAddress(text);
    if (!address) return {text, matches: (names) => names.includes(text)};
    const exact = formatAddress(address).replace(/\./g, '\\.');
    const pattern = new RegExp(`(^|[^\\w.:])${exact}($|[^\\w.:]|\\.(\\s|$))`);
    return {text, address, matches: (names) => pattern.test(names)};
  });
}

// The first and the last address of an address, a CIDR or a range; null for any other text.
function spanOf(text) {
  const [head, tail] = text.split(/[-/]/);
  const first = parseAddress(head);
  if (!first || tail === undefined) return first && {width: first.width, first: first.number, last: first.number};
  const last = parseAddress(tail);
  if (last) return {width: first.width, first: first.number, last: last.number};
  const size = 1n << BigInt(Math.max(0, first.width - Number(tail)));
  const start = first.number / size * size;
  return {width: first.width, first: start, last: start + size - 1n};
}

// Whether a problem is about a range that overlaps the address or the range of the term.
function concerns(item, text) {
  const sought = spanOf(text);
  return [...item.querySelectorAll('b')].map((part) => spanOf(part.textContent)).some((span) => span &&
      span.width === sought.width && span.first <= sought.last && sought.first <= span.last);
}

// The answer of the exporter about the whole filter.
let asked = '';  // the filter to which the answer belongs
let asking;
let keysInRange = new Set();
let found = null;  // the numbers of matching pools by the keys of clusters; null before the answer
const isQuestion = (terms) => terms.length === 1 && (terms[0].range || terms[0].address);
function answerSoon() {
  clearTimeout(asking);
  const terms = readTerms($('filter').value);
  const query = isQuestion(terms) ? terms[0].text
      : isPartial() ? terms.map(({text}) => text).join(' ') : '';
  if (query !== asked) showAnswer(query, '');
  if (query) asking = setTimeout(() => ask(query), 150);
}

async function ask(query) {
  try {
    const response = await fetch(location.pathname + '?' + new URLSearchParams({lookup: query}), {
      cache: 'no-store', signal: AbortSignal.timeout(8000),
    });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (query !== asked) return;
    found = new Map([...page.querySelectorAll('#found li')].map(({dataset}) => (
      [dataset.key, Number(dataset.pools)])));
    const answer = document.createElement('div');
    if (isQuestion(readTerms(query))) answer.append(...page.getElementById('answer').childNodes);
    answer.append(...listElsewhere(page));
    showAnswer(query, answer);
    applyFilter();
  } catch (error) {
    if (query === asked) showAnswer(query, '');
  }
}

// Links to the matching clusters that are on other pages.
function listElsewhere(answer) {
  const max = 100;
  const shown = shownClusters();
  const items = [...answer.querySelectorAll('#found li')].filter(({dataset}) => !shown.has(dataset.key));
  if (items.length === 0) return [];
  const [title, list] = ['p', 'ul'].map((name) => document.createElement(name));
  title.textContent = 'Clusters on other pages that match' +
      (items.length > max ? ' (the first ' + max + ' of ' + items.length + '):' : ':');
  list.append(...items.slice(0, max));
  return [title, list];
}

function showAnswer(query, answer) {
  if (asked !== query) found = null;
  asked = query;
  const keys = answer && answer.querySelector('[data-keys]')?.dataset.keys;
  keysInRange = new Set(keys ? keys.split('\n') : []);
  if (answer ? $('answer').innerHTML !== answer.innerHTML : $('answer').hasChildNodes()) {
    keepFocus(() => $('answer').replaceChildren(...(answer ? answer.childNodes : [])));
  }
  if (keys !== undefined) applyFilter();
}

function readNames(element) {
  const parts = element.matches('.holders li')
      ? [...element.childNodes].filter((node) => node.localName !== 'span')
      : [...element.querySelectorAll('bdi, .state, .finding b, .holders li')];
  const textOf = (part) => (part.localName === 'li' ? namesOf(part) : part.textContent);
  // Upper case: only a term such as "is:full" matches a state.
  const states = element.matches('.holders li') ? '' : element.closest('[data-is]')?.dataset.is ?? '';
  return parts.map(textOf).join('\n').toLowerCase() + '\n' + states.toUpperCase();
}

const names = new WeakMap();  // of elements that are replaced as a whole
function namesOf(element) {
  if (!element.matches('.pool, li')) return readNames(element);
  if (!names.has(element)) names.set(element, readNames(element));
  return names.get(element);
}

// Shows the list items that match a term of the filter. Shows all items if no item matches.
function filterHolders(list, terms, head) {
  const sought = terms.filter(({matches}) => !matches(head));
  const items = [...list.querySelectorAll('li')];
  const matching = items.filter((item) => sought.some(({matches}) => matches(namesOf(item))));
  for (const item of items) item.hidden = matching.length > 0 && !matching.includes(item);
  setOpen(list, choicesNow().get(keyOf(list)) ?? matching.length > 0);
}

function filterPool(pool, terms, head) {
  const maps = [...pool.querySelectorAll('.map')];
  pool.hidden = !terms.every(({matches, range, address}) => matches(head) ||
      matches(namesOf(pool)) || (range && keysInRange.has(pool.dataset.key)) ||
      (address && maps.some((map) => cellOf(modelOf(map), address) >= 0)));
  if (pool.hidden) return;
  const above = head + '\n' + namesOf(pool.querySelector('h4'));
  for (const list of pool.querySelectorAll('.holders')) filterHolders(list, terms, above);
  const found = terms.find(({address}) => address);
  for (const map of maps) mark(map, found ? cellOf(modelOf(map), found.address) : -1, 'found');
}

// A cluster whose pools the page does not contain. Returns the number of its pools that match.
function filterUnloaded(cluster, terms) {
  const all = Number(linkOf(cluster).dataset.pools);
  if (terms.length === 0) cluster.hidden = false;
  else if (found) cluster.hidden = !found.has(cluster.dataset.key);
  if (cluster.hidden) return 0;
  return terms.length === 0 ? all : found?.get(cluster.dataset.key) ?? 0;
}

const kMaxOpened = 10;  // clusters that a filter opens
function applyFilter() {
  const terms = readTerms($('filter').value);
  const matches = (text) => terms.every((term) => term.matches(text));
  for (const item of document.querySelectorAll('.finding li')) {
    item.hidden = !terms.every((term) => term.matches(namesOf(item)) ||
        ((term.address || term.range) && concerns(item, term.text)));
  }
  for (const finding of document.querySelectorAll('.finding')) {
    finding.hidden = terms.length > 0 && !finding.querySelector('li:not([hidden])');
  }
  const conflicts = document.querySelector('.conflicts');
  if (conflicts) conflicts.hidden = !conflicts.querySelector('.finding:not([hidden])');
  const rest = new Map(found);  // clusters on other pages
  let [all, shown, opened] = [poolsElsewhere(), 0, 0];
  for (const cluster of document.querySelectorAll('.cluster')) {
    const head = [...cluster.children].filter((child) => !child.matches('.pool')).map(namesOf)
        .join('\n');
    const pools = [...cluster.querySelectorAll('.pool')];
    for (const pool of pools) filterPool(pool, terms, head);
    all += pools.length;
    shown += pools.filter((pool) => !pool.hidden).length;
    rest.delete(cluster.dataset.key);
    if (linkOf(cluster)) {
      all += Number(linkOf(cluster).dataset.pools);
      shown += filterUnloaded(cluster, terms);
    } else {
      cluster.hidden = !matches(head) && pools.every((pool) => pool.hidden);
    }
    const fits = terms.length > 0 && !cluster.hidden && (!linkOf(cluster) || found) &&
        ++opened <= kMaxOpened;
    setOpen(cluster, choicesNow().get(keyOf(cluster)) ??
        (terms.length > 0 ? fits : cluster.hasAttribute('data-open')));
  }
  const sought = terms.find(({address}) => address)?.address;
  for (const subnet of document.querySelectorAll('.subnet')) {
    setOpen(subnet, choiceOf(subnet) ?? subnet.hasAttribute('data-open'));
    const users = subnet.querySelector('.users');
    if (users) setOpen(users, choiceOf(users) ?? false);
    const map = subnet.querySelector('.map');
    if (map) mark(map, sought ? cellOf(modelOf(map), sought) : -1, 'found');
  }
  const others = [...rest.values()].reduce((sum, pools) => sum + pools, 0);
  const text = !terms.length ? all + ' pools' : shown + ' of ' + all + ' pools shown' +
      (others ? ', ' + others + ' on other pages' : '');
  // A screen reader announces each write.
  const isWaiting = terms.length > 0 && !found && isPartial();
  if (!isWaiting && $('count').textContent !== text) $('count').textContent = text;
}
