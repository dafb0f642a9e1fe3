// Ages grow between two refreshes. While the exporter does not respond, the page shows the past.

let refreshedAt = Date.now();  // only used for differences: the reader's clock may be wrong
let lost = false;  // the last refresh failed

const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

// As the exporter formats ages.
function formatAge(seconds) {
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (minutes === 0) return seconds + ' s';
  if (hours === 0) return minutes + ' min';
  if (days === 0) return hours + ' h ' + minutes % 60 + ' min';
  return days + ' d ' + hours % 24 + ' h';
}

function showAges() {
  const rendered = Date.parse(document.querySelector('.asof time').dateTime);
  const now = rendered + Math.max(0, Date.now() - refreshedAt);
  const selection = getSelection();
  for (const time of document.querySelectorAll('.cluster > summary time')) {
    if (!selection.isCollapsed && selection.containsNode(time, true)) continue;
    const seconds = Math.floor((now - Date.parse(time.dateTime)) / 1000);
    setText(time, formatAge(Math.max(0, seconds)));
  }
  for (const state of document.querySelectorAll('.cluster > summary .state')) {
    state.dataset.name ??= state.textContent;
    setText(state, (lost ? 'was ' : '') + state.dataset.name);
  }
}

function refreshed() {
  refreshedAt = Date.now();
  lost = false;
  $('live').classList.remove('lost');
  showAges();
}

function loseExporter() {
  lost = true;
  $('live').classList.add('lost');
  document.title = '✕ no response: MetalLB pools';
  showAges();
}
