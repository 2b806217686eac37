// Filters while typing; without it the form asks the server for the same.
'use strict';
const box = document.getElementById('q');
const count = document.getElementById('count');
const operations = [...document.querySelectorAll('.operation')];
const all = count.textContent.replace(/^\d+ of /, '');

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const operation of operations) {
    operation.hidden = !words.every((word) => operation.dataset.words.includes(word));
    if (!operation.hidden) shown += 1;
  }
  for (const group of document.querySelectorAll('.group')) {
    group.hidden = !group.querySelector('.operation:not([hidden])');
  }
  count.textContent = `${shown} of ${all}`;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

// After a search by the server the page holds only what was found, so typing asks the server again.
if (!new URLSearchParams(location.search).get('q')) box.addEventListener('input', filter);
addEventListener('hashchange', openTarget);
openTarget();
