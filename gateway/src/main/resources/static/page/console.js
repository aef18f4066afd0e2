// The performance console: all services every two seconds while the page is seen, and what an operator may do.

import { $, attempt, h } from './dom.js';
import { call } from './http.js';

const EVERY = 2000;
const ALL = '/api/v1/performance';

const number = (value, digits = 1) => value == null ? '–' : value.toLocaleString(undefined, { maximumFractionDigits: digits });
const share = value => value == null ? '–' : `${number(value * 100)} %`;

/** The reports of a service's instances, by instance; what one could not tell is named by `error`. */
function instances([name, service]) {
  const found = Object.entries(service.instances ?? { '': service });
  return found.map(([instance, report]) => ({ name: found.length > 1 ? `${name} ${instance}` : name, report }));
}

function cell(text, properties = {}) {
  return h('td', { textContent: text, ...properties });
}

function row({ name, report }) {
  const { requests, cache, database, queries, system } = report;
  if (!requests && !system) return h('tr', {}, h('th', { scope: 'row', textContent: name }), cell('does not answer', { colSpan: 8, className: 'bad' }));
  const pool = database?.pool;
  return h('tr', {},
    h('th', { scope: 'row', textContent: name }),
    cell(number(requests?.lastMinute?.perSecond)),
    cell(number(requests?.p50Ms)),
    cell(number(requests?.p99Ms)),
    cell(share(requests?.errorShare), { className: requests?.errorShare > 0.01 ? 'bad' : '' }),
    cell(cache?.count ? share(cache.hitRate) : '–'),
    cell(pool?.max ? `${number(pool.acquired)} of ${number(pool.max)}` : '–', { className: pool?.utilization > 0.9 ? 'bad' : '' }),
    cell(queries?.statistics ? number(queries.statistics.p95Ms) : '–'),
    cell(system ? number(system.heapUsedBytes / 1048576, 0) : '–'));
}

function advice({ name, report }) {
  return (report.recommendations ?? []).map(one =>
    h('li', { textContent: `${name}, ${one.subject}: ${one.finding} ${one.advice}`, className: one.severity === 'critical' ? 'error' : '' }));
}

function slow({ name, report }) {
  return (report.queries?.slowQueries ?? []).map(one => h('tr', {},
    cell(name), cell(number(one.totalMs)), cell(one.route ?? '–'), cell(one.sql, { className: 'text' }), cell(one.hint ?? '–', { className: 'text' })));
}

function fill(id, rows, empty) {
  $(id).replaceChildren(...(rows.length ? rows : [empty]));
}

async function look() {
  const { services } = await call('GET', ALL);
  const reports = Object.entries(services).flatMap(instances);
  fill('services', reports.map(row));
  fill('advice', reports.flatMap(advice), h('li', { className: 'soft', textContent: 'Nothing to do.' }));
  fill('slow', reports.flatMap(slow).slice(0, 50), h('tr', {}, cell('None so far.', { colSpan: 5, className: 'soft' })));
  $('at').textContent = `as of ${new Date().toLocaleTimeString()}`;
}

function action(id, path, body, told) {
  $(id).addEventListener('click', () => attempt($(id), 'failure', async () => {
    await call('POST', ALL + path, body);
    $('done').textContent = told;
    await look();
  }));
}

action('reset', '/reset', {}, 'Figures start from nothing.');
action('clean', '/cache/cleanup', {}, 'Caches are cleaned up.');
action('clear', '/cache/clear', {}, 'Caches are empty.');
action('analyze', '/optimize', { task: 'analyze' }, 'Tables are being analyzed.');

async function watch() {
  if (!document.hidden) await attempt(null, 'failure', look);
  setTimeout(watch, EVERY);
}
watch();
