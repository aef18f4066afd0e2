// Finding somebody: the ticket, how long it will take, and giving up.

import { $, attempt, complain, notice } from './dom.js';
import { call } from './http.js';
import { session } from './session.js';
import { talkIs } from './views.js';

const POLL_MS = 3000;
let onMatch = () => {};
let stream = null;
let poll = 0;

/** @param listener gets a match, possibly twice */
export function whenMatched(listener) {
  onMatch = listener;
}

/** Shows what the server says: waiting, talking, or neither. */
export async function whereAmI() {
  if (!follow(await call('GET', '/api/v1/queue'))) talkIs('find');
}

/** Looks for somebody with what the form says. */
export async function search(event) {
  event?.preventDefault();
  notice();
  await attempt(event?.submitter, 'search-error', async () => {
    const intent = document.querySelector('input[name=intent]:checked').value;
    const interests = $('interests').value.split(',').map(word => word.trim()).filter(Boolean).slice(0, 20);
    try {
      follow(await call('POST', '/api/v1/queue', interests.length ? { intent, interests } : { intent }));
    } catch (refusal) {
      if (refusal.code === 'ALREADY_MATCHED' && refusal.problem.match) return onMatch(refusal.problem.match);
      if (refusal.code === 'ALREADY_QUEUED') return waiting(refusal.problem.ticket ?? {});
      if (session.user) talkIs('find');
      throw refusal;
    }
  });
}

/** Stops following the ticket; it stays in the queue for as long as its client is there. */
export function rest() {
  clearTimeout(poll);
  stream?.close();
  stream = null;
}

/** What a ticket means; false when it means nothing. */
function follow(ticket) {
  if (ticket?.state === 'matched' && ticket.match) {
    rest();
    onMatch(ticket.match);
    return true;
  }
  if (ticket?.state === 'waiting') {
    waiting(ticket);
    return true;
  }
  return false;
}

function waiting(ticket) {
  const parts = [];
  if (ticket.position) parts.push(`You are number ${ticket.position}${ticket.waiting ? ` of ${ticket.waiting}` : ''}`);
  if (ticket.estimatedWaitSeconds != null) parts.push(`about ${Math.max(1, Math.round(ticket.estimatedWaitSeconds))} s to go`);
  const words = parts.join(', ') || 'This may take a little while';
  if ($('wait-detail').textContent !== words) $('wait-detail').textContent = words;
  if (stream) return;
  talkIs('wait');
  watch();
}

/** Follows the ticket as a stream; asks now and then where the stream cannot be had. */
function watch() {
  const now = new EventSource('/api/v1/queue/events');
  stream = now;
  for (const state of ['waiting', 'matched', 'expired']) {
    now.addEventListener(state, event => { if (stream === now) seen(JSON.parse(event.data)); });
  }
  now.onerror = () => {
    if (stream !== now) return;
    clearTimeout(poll);
    poll = setTimeout(ask, POLL_MS);
  };
}

async function ask() {
  try {
    seen(await call('GET', '/api/v1/queue'));
    if (stream?.readyState === EventSource.CLOSED) poll = setTimeout(ask, POLL_MS);
  } catch {
    if (session.user && stream) poll = setTimeout(ask, 2 * POLL_MS);
  }
}

function seen(ticket) {
  if (!stream || follow(ticket)) return;
  rest();
  talkIs('find');
  if (ticket?.state === 'expired') complain('search-error', 'Nobody turned up in time. Try again?');
}

async function leave() {
  await attempt($('leave'), null, async () => {
    rest();
    try { await call('DELETE', '/api/v1/queue'); } catch (refusal) { if (refusal.code !== 'NOT_QUEUED') throw refusal; }
    await whereAmI();
  });
}

$('search').onsubmit = search;
$('leave').onclick = leave;
session.addEventListener('out', rest);
