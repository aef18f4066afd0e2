// Whom one has blocked, and whom one has reported.

import { attempt, button, h, moment } from './dom.js';
import { call } from './http.js';
import { pager } from './pager.js';
import { panel } from './panel.js';

export function blocked() {
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const list = pager('/api/v1/users/me/blocks', block => {
    const name = block.displayName || 'Somebody';
    return [h('strong', { textContent: name }), button('Unblock', event => attempt(event.target, wrong, async () => {
      await call('DELETE', `/api/v1/users/me/blocks/${block.userId}`);
      await list.reload();
    }), { 'aria-label': `Unblock ${name}` })];
  }, 'You have blocked nobody.');
  return panel('blocked', 'Blocked people', list, wrong);
}

export function reports() {
  return panel('reports', 'Your reports', pager('/api/v1/reports', filed => h('div', {},
    h('strong', { textContent: filed.reason }),
    h('span', { className: 'soft' }, moment(filed.createdAt), ` · ${filed.state}`)), 'You have reported nobody.'));
}
