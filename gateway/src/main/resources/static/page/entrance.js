// Signing up, logging in and out, and the appeal of somebody who may not.

import { $, attempt, complain, notice } from './dom.js';
import { call } from './http.js';
import { session } from './session.js';

let registering = true;
let suspension = null;

function choose(register) {
  registering = register;
  const [on, off] = register ? ['tab-register', 'tab-login'] : ['tab-login', 'tab-register'];
  $(on).ariaSelected = 'true';
  $(on).tabIndex = 0;
  $(off).ariaSelected = 'false';
  $(off).tabIndex = -1;
  $('credentials-panel').setAttribute('aria-labelledby', on);
  for (const element of document.querySelectorAll('.register-only')) element.hidden = !register;
  $('email').disabled = !register;
  $('username-label').textContent = register ? 'Username' : 'Username or email';
  $('password').autocomplete = register ? 'new-password' : 'current-password';
  $('submit').textContent = register ? 'Sign up' : 'Log in';
  complain('credentials-error');
}

async function enter(event) {
  event.preventDefault();
  await attempt($('submit'), 'credentials-error', async () => {
    const [name, email, password] = ['username', 'email', 'password'].map(field => $(field).value);
    try {
      if (registering) await call('POST', '/api/v1/auth/register', { username: name.trim(), email: email.trim(), password });
      else await call('POST', '/api/v1/auth/login', { login: name.trim(), password, deviceName: device() });
    } catch (refusal) {
      if (refusal.code !== 'ACCOUNT_SUSPENDED') throw refusal;
      return suspended(refusal.problem);
    }
    $('password').value = '';
    notice();
    await session.begin();
  });
}

/** What this browser is called in the list of devices. */
function device() {
  const { userAgent } = navigator;
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find(name => userAgent.includes(`${name}/`));
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find(name => userAgent.includes(name));
  return [{ Edg: 'Edge', OPR: 'Opera' }[browser] ?? browser ?? 'Browser', system && `on ${system}`].filter(Boolean).join(' ');
}

function suspended(problem) {
  suspension = problem;
  const until = problem.expiresAt ? ` It ends ${new Date(problem.expiresAt).toLocaleString()}.` : '';
  $('appeal-why').textContent = `Reason: ${problem.reason || 'not told'}.${until}`;
  showAppeal(true);
  $('appeal-text').focus();
}

function showAppeal(visible) {
  $('appeal').hidden = !visible;
  $('credentials-panel').hidden = visible;
  document.querySelector('.tabs').hidden = visible;
}

async function appeal(event) {
  event.preventDefault();
  await attempt(event.submitter, 'appeal-error', async () => {
    const { actionId, appealToken } = suspension;
    await call('POST', '/api/v1/appeals', { actionId, text: $('appeal-text').value }, { Authorization: `Bearer ${appealToken}` });
    $('appeal-text').value = '';
    showAppeal(false);
    notice('Your appeal was sent. A moderator will look at it.');
  });
}

async function logout() {
  await attempt($('logout'), null, async () => {
    try { await call('POST', '/api/v1/auth/logout'); } catch (refusal) { if (refusal.status !== 401) throw refusal; }
    session.end();
  });
}

$('tab-register').onclick = () => choose(true);
$('tab-login').onclick = () => choose(false);
document.querySelector('.tabs').onkeydown = event => {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  choose(!registering);
  $(registering ? 'tab-register' : 'tab-login').focus();
};
$('credentials').onsubmit = enter;
$('appeal').onsubmit = appeal;
$('appeal-back').onclick = () => showAppeal(false);
$('logout').onclick = logout;
choose(true);
