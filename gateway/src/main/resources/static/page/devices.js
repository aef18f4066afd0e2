// Where one is logged in.

import { attempt, button, confirmed, h, moment } from './dom.js';
import { call } from './http.js';
import { pager } from './pager.js';
import { panel } from './panel.js';
import { session } from './session.js';

export function devices() {
  const wrong = h('p', { className: 'error', role: 'alert', hidden: true });
  const list = pager('/api/v1/sessions', device => [
    h('div', {},
      h('strong', { textContent: device.deviceName || 'Unnamed device' }),
      h('span', { className: 'soft' }, device.current ? 'this device · ' : '', `${device.ip ?? ''} · last active `, moment(device.lastActiveAt))),
    device.current ? null : button('Log out', event => attempt(event.target, wrong, async () => {
      await call('DELETE', `/api/v1/sessions/${device.id}`);
      await list.reload();
    }), { 'aria-label': `Log out ${device.deviceName || 'the unnamed device'}` }),
  ], 'No device.');
  const all = button('Log out everywhere', async () => {
    if (!await confirmed('Log out on every device, this one too?', 'Log out everywhere')) return;
    await attempt(all, wrong, async () => {
      await call('POST', '/api/v1/auth/logout-all');
      session.end('You are logged out everywhere.');
    });
  }, { className: 'danger' });
  return panel('devices', 'Devices', list, wrong, h('div', { className: 'row' }, all));
}
