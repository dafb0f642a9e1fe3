// Describes the cells of the maps, for the pointer, the keyboard and screen readers.

const $ = (id) => document.getElementById(id);
const choices = new Map();  // sections that the user opened or closed, by keyOf
const filtered = new Map();  // the same, since the last change of the filter
const cursors = new Map();  // the current cell of each map, by keyOf

// Identifies an element across refreshes: its kind, the data-key of its section, in a list its
// address, and the target of a link.
const keyOf = (element) => [
  element.localName, element.getAttribute('class'), element.closest('[data-key]')?.dataset.key,
  element.localName === 'li' && element.querySelector('b')?.textContent, element.getAttribute('href'),
].join(' ');

// The attributes of a map and the list of its pool, read once for each map.
const models = new WeakMap();
function modelOf(map) {
  if (models.has(map)) return models.get(map);
  const bits = BigInt(map.dataset.bits);
  const runs = map.dataset.blocks.split(' ').map((run) => {
    const [first, count] = run.split('*');
    return {...parseAddress(first), count: Number(count)};
  });
  const unpack = (text) => text.replace(/([a-z])(\d+)/g, (_, letter, n) => letter.repeat(n));
  const states = unpack(map.dataset.cells);
  const marks = unpack(map.dataset.marks ?? 'n' + states.length);
  const model = {bits, runs, states, marks, columns: map.viewBox.baseVal.width};
  models.set(map, model);
  model.areas = [...map.querySelectorAll('.area')].map(({dataset}) => (
    {first: Number(dataset.first), last: Number(dataset.last), text: dataset.text}));
  const family = map.closest('.family, .subnet');
  model.whole = !family.querySelector(':is(.holders, .users) .more');
  model.holders = listOf(model, family.querySelectorAll(':is(.holders, .users) li'));
  model.answers = listOf(model, family.querySelectorAll('.answers li'));
  return model;
}

// The items of a list by cell, each as [address, text].
function listOf(model, items) {
  const list = new Map();
  for (const item of items) {
    const address = item.firstChild.textContent;
    const cell = cellOf(model, parseAddress(address));
    if (!list.has(cell)) list.set(cell, []);
    list.get(cell).push([address, item.textContent.slice(address.length).trim()]);
  }
  return list;
}

function cellOf(model, address) {
  let before = 0;
  for (const run of model.runs) {
    const block = (address.number >> model.bits) - (run.number >> model.bits);
    if (address.width === run.width && block >= 0n && block < run.count) {
      return before + Number(block);
    }
    before += run.count;
  }
  return -1;
}

function nameOf(model, cell) {
  for (const run of model.runs) {
    if (cell < run.count) {
      const number = run.number + (BigInt(cell) << model.bits);
      const length = model.bits === 0n ? '' : '/' + (run.width - Number(model.bits));
      return formatAddress({width: run.width, number}) + length;
    }
    cell -= run.count;
  }
  return '';
}

const kWords = {
  v: 'available', a: 'assigned', p: 'partly assigned', d: 'duplicate',
  o: 'available, also in another pool', q: 'assigned, also in another pool',
  x: 'excluded by avoidBuggyIPs', n: 'address of a node, in a pool', s: 'assigned, in no pool',
  k: 'unknown: planned for a cluster without data', r: 'reserved', l: 'planned, in no pool',
  h: 'address of a node', u: 'in no known pool',
};
const kMarks = {c: 'contested', f: 'foreign', s: 'squatted', q: 'silent'};
function describe(model, cell) {
  const max = 5;
  const state = model.states[cell];
  const mark = model.marks[cell];
  const holders = model.holders.get(cell) || [];
  let words = kWords[state];
  if (model.bits !== 0n && holders.length > 0) words += ', ' + holders.length + ' of its addresses';
  const textOf = ([address, text]) => (model.bits === 0n ? text : address + ' ' + text);
  const listed = holders.slice(0, max).map(textOf);
  if (holders.length > max) listed.push('and ' + (holders.length - max) + ' more');
  if ('apqds'.includes(state) && holders.length === 0 && !model.whole) listed.push('not listed here');
  const answers = model.answers.get(cell) || [];
  listed.push(...answers.slice(0, max).map(textOf));
  if (answers.length > max) listed.push('and ' + (answers.length - max) + ' more answers');
  if (mark !== 'n' && answers.length === 0) listed.push(kMarks[mark]);
  const areas = model.areas.filter(({first, last}) => first <= cell && cell <= last);
  listed.push(...areas.slice(0, max).map(({text}) => text));
  if (areas.length > max) listed.push('and ' + (areas.length - max) + ' more areas');
  return {name: nameOf(model, cell), words: words + (listed.length ? ': ' : ''), listed};
}

// One tooltip for all maps.
const tip = document.createElement('div');
tip.id = 'tip';
tip.hidden = true;
tip.append(document.createElement('b'), document.createElement('span'));
document.body.append(tip);
let described = null;  // the {key, cell} of the tooltip

function mark(map, cell, name) {
  map.querySelector('.' + name)?.remove();
  if (cell < 0) return;
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const {columns} = modelOf(map);
  const row = Math.floor(cell / columns);
  const place = {class: name, x: cell % columns, y: row, width: 1, height: 1};
  for (const [key, value] of Object.entries(place)) rect.setAttribute(key, value);
  map.append(rect);
}

// The position of the cells in the view. A map with one row has space above and below, as a larger target.
function gridOf(map) {
  const {left, top, width, height} = map.getBoundingClientRect();
  const {width: columns, height: rows} = map.viewBox.baseVal;
  const side = width / columns;
  return {left, top: top + (height - side * rows) / 2, side, columns, rows};
}

function showTip(map, cell) {
  const model = modelOf(map);
  const {name, words, listed} = describe(model, cell);
  described = {key: keyOf(map), cell};
  tip.firstChild.textContent = name;
  tip.lastChild.replaceChildren(words, ...listed.flatMap((holder, i) => {
    const isolated = document.createElement('bdi');
    isolated.textContent = holder;
    return i ? [', ', isolated] : [isolated];
  }));
  tip.hidden = false;
  const {side, columns, ...grid} = gridOf(map);
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const left = grid.left + (cell % columns) * side;
  const top = grid.top + (Math.floor(cell / columns) + 1) * side + 8;
  const above = top + tip.offsetHeight > innerHeight;
  tip.style.left = Math.max(8, Math.min(left, room)) + scrollX + 'px';
  tip.style.top = (above ? top - side - tip.offsetHeight - 16 : top) + scrollY + 'px';
}

function hideTip() {
  tip.hidden = true;
  described = null;
}

// For screen readers, a map is a slider along its addresses.
function setCursor(map, cell) {
  const {name, words, listed} = describe(modelOf(map), cell);
  cursors.set(keyOf(map), cell);
  map.setAttribute('aria-valuenow', cell + 1);
  map.setAttribute('aria-valuetext', name + ' ' + words + listed.join(', '));
}

function moveTo(map, cell) {
  setCursor(map, cell);
  mark(map, cell, 'cursor');
  showTip(map, cell);
}

const cursorOf = (map) => Math.min(cursors.get(keyOf(map)) || 0,
                                   modelOf(map).states.length - 1);

// The next cell in that direction with another state or mark.
function nextChange({states, marks}, cell, step) {
  const at = cell;
  while (states[cell + step] === states[at] && marks[cell + step] === marks[at]) cell += step;
  return cell + step;
}

function onKey(event) {
  if (event.key === 'Escape') hideTip();
  const map = event.target.closest?.('#live .map[data-cells]');
  if (!map || event.altKey || event.ctrlKey || event.metaKey) return;
  const model = modelOf(map);
  const {states, columns} = model;
  const cell = cursorOf(map);
  const moves = {
    ArrowRight: cell + 1, ArrowLeft: cell - 1, ArrowDown: cell + columns,
    ArrowUp: cell - columns, Home: 0, End: states.length - 1,
    PageDown: nextChange(model, cell, 1), PageUp: nextChange(model, cell, -1),
  };
  if (!(event.key in moves)) return;
  event.preventDefault();
  const wanted = moves[event.key];
  moveTo(map, wanted >= 0 && wanted < states.length ? wanted : cell);
}

function onPointer(event) {
  const map = event.target.closest?.('#live .map[data-cells]');
  if (!map) {
    if (event.target.closest?.('#tip')) return;
    if (described && !document.activeElement.matches('.map')) hideTip();
    return;
  }
  const {left, top, side, columns, rows} = gridOf(map);
  const clamp = (position, count) => Math.max(0, Math.min(count - 1, Math.floor(position / side)));
  const cell = clamp(event.clientY - top, rows) * columns + clamp(event.clientX - left, columns);
  if (cell >= modelOf(map).states.length) return;
  if (event.type === 'pointerdown') setCursor(map, cell);
  if (described?.key !== keyOf(map) || described.cell !== cell) showTip(map, cell);
}

const choicesNow = () => ($('filter').value.trim() ? filtered : choices);
// The choice for a section that no filter opens or closes.
const choiceOf = (details) => choicesNow().get(keyOf(details)) ?? choices.get(keyOf(details));
const isMap = (element) => element.matches?.('#live .map[data-cells]');
document.addEventListener('keydown', onKey);
document.addEventListener('pointermove', onPointer);
document.addEventListener('pointerdown', onPointer);
document.addEventListener('focusin', ({target}) => {
  if (isMap(target)) moveTo(target, cursorOf(target));
});
document.addEventListener('focusout', ({target}) => {
  if (!isMap(target)) return;
  mark(target, -1, 'cursor');
  hideTip();
});

// The user opens and closes sections, and so does the browser, for instance when it finds a text. Only
// changes that the script did not make are choices.
const settled = new WeakMap();  // whether the script left a section open
function setOpen(details, open) {
  if (settled.has(details) && settled.get(details) !== details.open) return;  // its event follows
  details.open = open;
  settled.set(details, details.open);
}
document.addEventListener('toggle', ({target}) => {
  if (!settled.has(target) || settled.get(target) === target.open) return;
  settled.set(target, target.open);
  choicesNow().set(keyOf(target), target.open);
}, {capture: true});
