// The page: what is there from the start. History, account and calls are fetched when somebody goes there.

import { $, notice } from './dom.js';
import './entrance.js';
import './moderation.js';
import { whereAmI } from './queue.js';
import { whenBlocked } from './report.js';
import { session } from './session.js';
import { block } from './talk.js';
import { page, show } from './views.js';

page('history', async (...rest) => (await import('./history.js')).open(...rest));
page('account', async () => (await import('./account.js')).open());
whenBlocked(block);

function named() {
  $('me').textContent = session.name;
  $('me').setAttribute('aria-label', `Account of ${session.name}`);
}

session.addEventListener('in', async () => {
  named();
  show();
  import('./calls.js');
  await whereAmI().catch(refusal => notice(refusal.message));
});
session.addEventListener('changed', named);
session.addEventListener('out', ({ detail }) => {
  history.replaceState(null, '', location.pathname);
  notice(detail);
  show();
});
$('notice-close').onclick = () => notice();

session.begin().catch(refusal => {
  show();
  if (refusal.status !== 401) notice(refusal.message);
});
