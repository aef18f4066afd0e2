// One past conversation, read page by page.

import { attempt, button, h } from './dom.js';
import { call } from './http.js';
import { item } from './message.js';
import { report } from './report.js';
import { session } from './session.js';
import { meet } from './talk.js';
import { goTalk } from './views.js';

const PAGE = 50;

/** The elements of a page for it. @param seq of a message to begin around, undefined for the newest */
export function transcript(id, seq) {
  const title = h('h1', { id: 'history-title', tabIndex: -1, textContent: 'Conversation' });
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const log = h('ol', { className: 'log', 'aria-label': 'Messages' });
  const before = button('Show earlier messages', () => more('before'), { hidden: true, className: 'quiet' });
  const after = button('Show later messages', () => more('after'), { hidden: true, className: 'quiet' });
  const doings = h('div', { className: 'row' });
  const seqs = [];
  let conversation = null;

  function add(messages, front) {
    const elements = messages.map(message => {
      const element = item(message, message.senderId === session.user.id, { report: about => report(conversation, about) });
      element.classList.toggle('found', message.seq === seq);
      return element;
    });
    if (front) log.prepend(...elements);
    else log.append(...elements);
    seqs.push(...messages.map(message => message.seq));
    before.hidden = seqs.length === 0 || Math.min(...seqs) <= 1;
    after.hidden = seqs.length === 0 || Math.max(...seqs) >= conversation.lastSeq;
  }

  async function more(where) {
    await attempt(where === 'before' ? before : after, wrong, async () => {
      const edge = where === 'before' ? Math.min(...seqs) : Math.max(...seqs);
      const page = await call('GET', `/api/v1/conversations/${id}/messages?${where}=${edge}&limit=${PAGE}`);
      add(page.items, where === 'before');
    });
  }

  async function begin() {
    const head = await call('GET', `/api/v1/conversations/${id}`);
    const partner = head.participants.find(person => person.id !== session.user.id) ?? { id: null, displayName: 'Stranger' };
    conversation = { id, partner, lastSeq: head.lastSeq };
    title.textContent = partner.displayName || 'Stranger';
    if (head.state === 'open') doings.append(button('Go on talking', () => { goTalk(); meet({ conversationId: id, partner }); }, { className: 'primary' }));
    doings.append(button('Report', () => report(conversation), { className: 'danger' }));
    const page = await call('GET', `/api/v1/conversations/${id}/messages?${seq ? `around=${seq}&` : ''}limit=${PAGE}`);
    add(page.items, false);
    if (!page.items.length) log.append(h('li', { className: 'system', textContent: 'Nothing was said.' }));
    log.querySelector('.found')?.scrollIntoView({ block: 'center' });
  }

  attempt(null, wrong, begin);
  return [h('p', {}, h('a', { href: '#/history', textContent: '← History' })), title, doings, wrong, before, log, after];
}
