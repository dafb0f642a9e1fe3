'use strict';
// The page works without this script, which describes the cells of the maps, adds a filter and
// refreshes the page. The build joins the files: addresses.js, maps.js, filter.js, clusters.js, patch.js,
// ages.js, renewal.js.

// Addresses as numbers: {width: 32 or 128, number}, or null.
function parseAddress(text) {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const octets = text.split('.').map(Number);
    if (octets.some((octet) => octet > 255)) return null;
    return {width: 32, number: octets.reduce((sum, octet) => sum << 8n | BigInt(octet), 0n)};
  }
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - halves.flat().length;
  if (!text.includes(':') || halves.length > 2) return null;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = halves.length === 1 ? halves[0]
      : [...halves[0], ...Array(missing).fill('0'), ...halves[1]];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return {width: 128, number: groups.reduce((sum, group) => sum << 16n | BigInt('0x' + group), 0n)};
}

function formatAddress({width, number}) {
  if (width === 32) return [24n, 16n, 8n, 0n].map((by) => number >> by & 255n).join('.');
  const groups = [];
  for (let by = 112n; by >= 0n; by -= 16n) groups.push((number >> by & 0xffffn).toString(16));
  let at = 0;
  let length = 1;  // the longest run of zeros
  for (let i = 0; i < 8; ++i) {
    let end = i;
    while (groups[end] === '0') ++end;
    if (end - i > length) [at, length] = [i, end - i];
  }
  if (length === 1) return groups.join(':');
  return groups.slice(0, at).join(':') + '::' + groups.slice(at + length).join(':');
}
