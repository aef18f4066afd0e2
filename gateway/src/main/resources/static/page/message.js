// A message as a list item, drawn again only where it changed.

import { button, h, moment } from './dom.js';
import { player } from './player.js';

const STATES = { sending: 'Sending…', sent: 'Sent', read: 'Read' };

/**
 * @param doings what can be done: {edit, delete, report, retry, discard}, each called with the message; those absent are not offered
 */
export function item(message, mine, doings) {
  const element = h('li', { className: mine ? 'mine' : '' });
  fill(element, message, mine, doings);
  return element;
}

export function fill(element, message, mine, doings) {
  const looks = `${message.rev ?? 0} ${message.state ?? ''} ${message.why ?? ''} ${message.id ?? ''}`;
  if (element.dataset.looks === looks) return;
  element.dataset.looks = looks;
  element.classList.toggle('gone', Boolean(message.deletedAt));
  element.classList.toggle('failed', message.state === 'failed');
  const kept = element.querySelector('.voice');
  element.replaceChildren(content(message, mine, kept), meta(message, mine, doings));
  if (message.type === 'system') element.className = 'system';
}

function content(message, mine, kept) {
  if (message.deletedAt) return h('p', { textContent: 'Message deleted' });
  if (message.type !== 'voice') return h('p', { className: 'body', textContent: message.body ?? '' });
  return kept ?? player(
    message.audio ? URL.createObjectURL(message.audio) : `/api/v1/media/${message.media?.mediaId}`,
    message.media?.durationMs,
    mine ? 'Your voice note' : 'Voice note');
}

function meta(message, mine, doings) {
  const line = h('p', { className: 'meta' });
  if (message.createdAt) line.append(moment(message.createdAt));
  if (message.editedAt && !message.deletedAt) line.append(h('span', { textContent: 'edited' }));
  if (message.state) line.append(h('span', { className: 'state', textContent: STATES[message.state] ?? `Not sent: ${message.why}` }));
  for (const [name, label] of offered(message, mine)) {
    if (doings[name]) line.append(button(label, () => doings[name](message), { className: 'small doing', 'aria-label': `${label}: ${summary(message)}` }));
  }
  return line;
}

function offered(message, mine) {
  if (message.state === 'failed') return [['retry', 'Try again'], ['discard', 'Discard']];
  if (!message.id || message.deletedAt || message.type === 'system') return [];
  if (!mine) return [['report', 'Report']];
  return message.type === 'text' ? [['edit', 'Edit'], ['delete', 'Delete']] : [['delete', 'Delete']];
}

function summary(message) {
  return message.type === 'voice' ? 'voice note' : (message.body ?? '').slice(0, 40);
}
