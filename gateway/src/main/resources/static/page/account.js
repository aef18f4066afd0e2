// Oneself: profile, password, devices, blocked people, data.

import { devices } from './devices.js';
import { h } from './dom.js';
import { email, farewell, password } from './credentials.js';
import { exportOf, forget } from './data.js';
import { blocked, reports } from './people.js';
import { profile } from './profile.js';
import { session } from './session.js';

const root = document.getElementById('account');

export async function open() {
  await session.refresh().catch(() => {});
  if (!session.user) return;
  root.replaceChildren(
    h('h1', { id: 'account-title', tabIndex: -1, textContent: 'Your account' }),
    ...[profile(), devices(), password(), email(), blocked(), reports(), exportOf(), forget(), farewell()]);
}
