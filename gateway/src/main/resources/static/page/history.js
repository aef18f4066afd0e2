// What was: conversations, whom one met, and what was said, found again.

import { button, h, moment, clock } from './dom.js';
import { pager } from './pager.js';
import { session } from './session.js';
import { transcript } from './transcript.js';

const root = document.getElementById('history');
const TABS = { conversations: ['Conversations', conversations], people: ['People met', people] };
let tab = 'conversations';

/** @param id of a conversation to read, none for the lists; seq of a message in it */
export function open(id, seq) {
  root.replaceChildren(...(id ? transcript(id, seq && Number(seq)) : lists()));
}

function lists() {
  const panel = h('div', { id: 'history-panel', role: 'tabpanel', 'aria-labelledby': `tab-${tab}` });
  const field = h('input', { id: 'history-query', type: 'search', maxLength: 200, required: true, placeholder: 'Words that were said' });
  const form = h('form', { className: 'search', role: 'search', onsubmit: event => {
    event.preventDefault();
    if (field.value.trim()) panel.replaceChildren(results(field.value.trim()));
  } }, h('label', { htmlFor: 'history-query', className: 'unseen', textContent: 'Search messages' }), field, h('button', { type: 'submit', textContent: 'Search' }));
  const tabs = h('div', { className: 'tabs', role: 'tablist', 'aria-label': 'History' }, ...Object.entries(TABS).map(([name, [label]]) => button(label, () => choose(name), {
    'id': `tab-${name}`, 'role': 'tab', 'aria-selected': String(name === tab), 'aria-controls': 'history-panel', 'tabIndex': name === tab ? 0 : -1,
  })));
  tabs.onkeydown = event => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    choose(Object.keys(TABS).find(name => name !== tab));
    document.getElementById(`tab-${tab}`).focus();
  };
  panel.replaceChildren(TABS[tab][1]());
  return [h('h1', { id: 'history-title', tabIndex: -1, textContent: 'History' }), form, tabs, panel];
}

function choose(name) {
  tab = name;
  root.replaceChildren(...lists());
}

function conversations() {
  return pager('/api/v1/conversations', conversation => {
    const partner = conversation.participants.find(person => person.id !== session.user.id);
    return h('a', { href: `#/history/${conversation.id}` },
      h('strong', { textContent: partner?.displayName || 'Stranger' }),
      h('span', { className: 'soft', textContent: said(conversation.lastMessage) }),
      h('span', { className: 'soft' }, moment(conversation.lastMessage?.createdAt ?? conversation.createdAt), conversation.state === 'open' ? ' · still open' : '',
        conversation.unread ? ` · ${conversation.unread} unread` : ''));
  }, 'You have not talked to anybody yet.');
}

function said(message) {
  if (!message) return 'Nothing was said.';
  if (message.deletedAt) return 'Message deleted';
  return message.type === 'voice' ? 'Voice note' : message.body;
}

function people() {
  return pager('/api/v1/history/interactions', met => h('a', { href: `#/history/${met.conversationId}` },
    h('strong', { textContent: met.partner?.displayName || 'Stranger' }),
    h('span', { className: 'soft' }, moment(met.startedAt), [
      met.durationMs != null && ` · ${clock(met.durationMs)}`,
      ` · ${count(met.messageCount, 'message')}`,
      met.calls && ` · ${count(met.calls, 'call')}`,
      met.outcome && ` · ${met.outcome}`,
    ].filter(Boolean).join(''))), 'You have not met anybody yet.');
}

function count(number, what) {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function results(query) {
  const found = pager(`/api/v1/history/messages/search?q=${encodeURIComponent(query)}`, message => h('a', { href: `#/history/${message.conversationId}/${message.seq}` },
    h('strong', {}, moment(message.createdAt)),
    h('span', {}, ...highlighted(message.highlight))), 'Nothing was found.');
  found.id = 'found';
  return found;
}

/** The server marks words with <mark> and escapes all else; what comes out of here is text and marks, never other markup. */
function highlighted(html) {
  return html.split(/(<mark>.*?<\/mark>)/s).filter(Boolean).map(part => part.startsWith('<mark>')
    ? h('mark', { textContent: unescaped(part.slice(6, -7)) })
    : unescaped(part));
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescaped(text) {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (all, name) => ENTITIES[name]);
}
