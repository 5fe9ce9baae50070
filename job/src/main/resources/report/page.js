'use strict';
// Tables sort by the column whose heading is pressed; numbers by their digits, words by the alphabet.
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
    const numeric = head.classList.contains('number');
    const before = head.getAttribute('aria-sort');
    const descending = before ? before === 'ascending' : numeric;
    const value = row => row.cells[column].dataset.v;
    const compare = (a, b) => numeric
      ? (value(a) === '') - (value(b) === '') || (descending ? value(b) - value(a) : value(a) - value(b))
      : (descending ? -1 : 1) * value(a).localeCompare(value(b), 'en', {numeric: true});
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(compare));
    heads.forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  }));
}
// The contents bar marks the section that is read.
const links = new Map([...document.querySelectorAll('nav.contents a')].map(a => [a.hash.slice(1), a]));
const seen = new IntersectionObserver(entries => {
  for (const entry of entries.filter(e => e.isIntersecting)) {
    links.forEach(a => a.removeAttribute('aria-current'));
    links.get(entry.target.id).setAttribute('aria-current', 'true');
  }
}, {rootMargin: '-15% 0px -75% 0px'});
document.querySelectorAll('main > section').forEach(section => seen.observe(section));
