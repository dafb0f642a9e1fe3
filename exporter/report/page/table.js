// Copies the table of all pools as text with tabs, for a spreadsheet. A name that a spreadsheet would
// execute as a formula begins with an apostrophe, as in the CSV.

function textOfTable(shown) {
  const table = shown.cloneNode(true);
  for (const power of table.querySelectorAll('sup')) power.prepend('^');
  const textOf = ({textContent}) => textContent.trim().replace(/^(?=[=+\-@])/, "'").replace(/\s+/g, ' ');
  return [...table.rows].map((row) => [...row.cells].map(textOf).join('\t') + '\n').join('');
}

// The Clipboard API needs HTTPS. This command does not.
function copyText(text) {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

const copy = document.getElementById('copy');
copy.hidden = false;
copy.addEventListener('click', () => {
  const copied = copyText(textOfTable(document.querySelector('.pools table')));
  document.getElementById('notice').textContent = copied ? 'Copied.' : 'The browser did not copy the table.';
  copy.focus();
});
