// The page: four views, and which one is shown follows from what the server says.

import { Conversation, Line } from './chat.js';

const POLL_MS = 2000;
const $ = name => document.getElementById(name);
const line = new Line();
let user = null;
let conversation = null;
let poll = 0;
let waitingSince = 0;
let registering = true;

class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.errors?.map(e => `${e.field}: ${e.message}`).join('; ') || problem?.detail || 'Something went wrong. Please try again.');
    this.status = status;
    this.code = problem?.code;
    this.problem = problem;
  }
}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Refusal(0, { detail: 'The server cannot be reached.' });
  }
  const text = await response.text();
  const content = text && (response.headers.get('Content-Type') ?? '').includes('json') ? JSON.parse(text) : null;
  if (response.ok) return content;
  if (response.status === 401 && user) loggedOut('Your session has ended. Please log in again.');
  throw new Refusal(response.status, content);
}

function show(view) {
  for (const name of ['enter', 'find', 'wait', 'chat']) $(name).hidden = name !== view;
  $('account').hidden = !user;
  if (view !== 'wait') clearTimeout(poll);
  const first = { enter: 'username', chat: 'text' }[view];
  if (first && matchMedia('(pointer: fine)').matches) $(first).focus();
  document.title = 'Real-time Connect';
}

function notice(text) {
  $('notice').textContent = text ?? '';
  $('notice').hidden = !text;
}

function complain(where, text) {
  $(where).textContent = text ?? '';
  $(where).hidden = !text;
}

// ---- in and out

function chooseEntrance(register) {
  registering = register;
  const [on, off] = register ? ['tab-register', 'tab-login'] : ['tab-login', 'tab-register'];
  $(on).ariaSelected = 'true';
  $(on).tabIndex = 0;
  $(off).ariaSelected = 'false';
  $(off).tabIndex = -1;
  $('credentials').setAttribute('aria-labelledby', on);
  document.querySelectorAll('.register-only').forEach(element => { element.hidden = !register; });
  $('username-label').textContent = register ? 'Username' : 'Username or email';
  $('password').autocomplete = register ? 'new-password' : 'current-password';
  $('submit').textContent = register ? 'Sign up' : 'Log in';
  complain('credentials-error');
}

async function enter(event) {
  event.preventDefault();
  complain('credentials-error');
  $('submit').disabled = true;
  const [name, email, password] = ['username', 'email', 'password'].map(field => $(field).value);
  try {
    if (registering) await call('POST', '/api/v1/auth/register', { username: name.trim(), email: email.trim(), password });
    else await call('POST', '/api/v1/auth/login', { login: name.trim(), password, deviceName: 'Web page' });
    $('password').value = '';
    await start();
  } catch (refusal) {
    complain('credentials-error', refusal.message);
  } finally {
    $('submit').disabled = false;
  }
}

async function start() {
  const me = await call('GET', '/api/v1/auth/me');
  user = me.user;
  $('me').textContent = me.profile?.displayName || user.username;
  notice();
  line.open();
  await whereAmI();
}

function loggedOut(why) {
  user = null;
  conversation?.leave();
  conversation = null;
  line.close();
  notice(why);
  show('enter');
}

async function logout() {
  try { await call('POST', '/api/v1/auth/logout'); } catch (refusal) { if (refusal.status !== 401) return notice(refusal.message); }
  loggedOut();
}

// ---- finding somebody

async function whereAmI() {
  const ticket = await call('GET', '/api/v1/queue');
  if (!follow(ticket)) show('find');
}

/** Shows what a ticket says; false when it says nothing. */
function follow(ticket) {
  if (ticket?.state === 'matched' && ticket.match) {
    meet(ticket.match);
    return true;
  }
  if (ticket?.state === 'waiting') {
    waiting(ticket);
    return true;
  }
  return false;
}

function waiting(ticket) {
  if ($('wait').hidden) {
    waitingSince = Date.now();
    show('wait');
  }
  const seconds = Math.round((Date.now() - waitingSince) / 1000);
  const parts = [];
  if (ticket.position) parts.push(`You are number ${ticket.position}${ticket.waiting ? ` of ${ticket.waiting}` : ''}`);
  if (ticket.estimatedWaitSeconds != null) parts.push(`about ${Math.max(1, Math.round(ticket.estimatedWaitSeconds))} s to go`);
  $('wait-detail').textContent = parts.join(', ') || `Waiting for ${seconds} s`;
  clearTimeout(poll);
  poll = setTimeout(ask, POLL_MS);
}

async function ask() {
  try {
    const ticket = await call('GET', '/api/v1/queue');
    if ($('wait').hidden) return;
    if (!follow(ticket)) {
      show('find');
      if (ticket?.state === 'expired') notice('Nobody turned up in time. Try again?');
    }
  } catch (refusal) {
    if (user && !$('wait').hidden) poll = setTimeout(ask, 2 * POLL_MS);
  }
}

async function search(event) {
  event?.preventDefault();
  complain('search-error');
  notice();
  const intent = document.querySelector('input[name=intent]:checked').value;
  const interests = $('interests').value.split(',').map(word => word.trim()).filter(Boolean).slice(0, 20);
  try {
    follow(await call('POST', '/api/v1/queue', interests.length ? { intent, interests } : { intent }));
  } catch (refusal) {
    if (refusal.code === 'ALREADY_MATCHED' && refusal.problem.match) return meet(refusal.problem.match);
    if (refusal.code === 'ALREADY_QUEUED') return waiting(refusal.problem.ticket ?? {});
    if (user) show('find');
    complain('search-error', refusal.message);
  }
}

async function leaveQueue() {
  try { await call('DELETE', '/api/v1/queue'); } catch (refusal) { if (refusal.code !== 'NOT_QUEUED') return notice(refusal.message); }
  await whereAmI();
}

// ---- talking

async function meet(match) {
  if (conversation?.id === match.conversationId) return;
  conversation?.leave();
  const now = new Conversation(line, user.id, match.conversationId, match.partner);
  conversation = now;
  $('partner').textContent = match.partner.displayName || 'Stranger';
  $('log').replaceChildren();
  drawn.clear();
  $('text').value = '';
  for (const what of ['change', 'ended']) now.addEventListener(what, draw);
  now.addEventListener('typing', drawTyping);
  now.addEventListener('presence', drawPresence);
  notice(match.commonInterests?.length ? `You both like ${match.commonInterests.join(', ')}.` : '');
  show('chat');
  drawTyping();
  drawPresence();
  draw();
  for (let attempt = 0; conversation === now; attempt++) {
    try {
      const head = await call('GET', `/api/v1/conversations/${now.id}`);
      const page = await call('GET', `/api/v1/conversations/${now.id}/messages`);
      if (conversation === now) now.begin(head, page.items);
      return;
    } catch (refusal) {
      if (!user || refusal.status === 404 && attempt > 3) return;
      await new Promise(done => setTimeout(done, 1000));
    }
  }
}

const drawn = new Map();

function draw() {
  if (!conversation) return;
  const log = $('log');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const messages = conversation.messages;
  const keys = new Set();
  messages.forEach((message, index) => {
    const key = message.senderId === user.id ? message.clientMessageId : message.id;
    keys.add(key);
    let item = drawn.get(key);
    if (!item) {
      item = document.createElement('li');
      item.append(document.createElement('span'));
      if (message.senderId === user.id) {
        item.className = 'mine';
        item.append(Object.assign(document.createElement('span'), { className: 'state' }));
      }
      drawn.set(key, item);
    }
    fill(item, message);
    if (log.children[index] !== item) log.insertBefore(item, log.children[index] ?? null);
  });
  for (const [key, item] of drawn) if (!keys.has(key)) { item.remove(); drawn.delete(key); }
  if (atEnd || messages.at(-1)?.state === 'sending') log.scrollTop = log.scrollHeight;
  $('compose').hidden = conversation.ended;
  $('ended').hidden = !conversation.ended;
  for (const name of ['end', 'next']) $(name).hidden = conversation.ended;
  $('ended-text').textContent = `This conversation with ${$('partner').textContent} has ended.`;
  seen();
}

function fill(item, message) {
  const [text, state] = item.children;
  const shown = message.deletedAt ? 'Message deleted' : message.type === 'voice' ? 'Voice note' : message.body ?? '';
  item.classList.toggle('gone', Boolean(message.deletedAt));
  if (text.textContent !== shown) text.textContent = shown;
  if (!state || state.dataset.is === message.state) return;
  state.dataset.is = message.state;
  const words = { sending: 'Sending…', sent: 'Sent', read: 'Read', failed: message.why || 'Not sent' };
  state.textContent = words[message.state];
  if (message.state === 'failed') {
    const again = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Try again' });
    again.onclick = () => conversation?.retry(message.clientMessageId);
    state.append(again);
  }
}

function drawTyping() {
  $('typing').textContent = conversation?.partnerTyping ? `${$('partner').textContent} is typing…` : '';
}

function drawPresence() {
  const presence = conversation?.presence;
  $('presence').textContent = { online: 'Online', away: 'Away', offline: 'Offline' }[presence?.state] ?? '';
  $('presence').className = presence?.state ?? '';
}

function seen() {
  if (conversation && document.visibilityState === 'visible') conversation.read();
}

function say(event) {
  event?.preventDefault();
  const body = $('text').value.trim();
  if (!body || !conversation || conversation.ended) return;
  conversation.say(body);
  $('text').value = '';
  $('text').focus();
}

async function endConversation() {
  if (!conversation || conversation.ended) return true;
  try {
    await call('POST', `/api/v1/conversations/${conversation.id}/end`);
    return true;
  } catch (refusal) {
    if (refusal.code === 'CONVERSATION_ENDED') return true;
    notice(refusal.message);
    return false;
  }
}

function done() {
  conversation?.leave();
  conversation = null;
  notice();
  show('find');
}

async function next() {
  if (!await endConversation()) return;
  done();
  await search();
}

async function block() {
  const { partner } = conversation;
  if (!confirm(`Block ${partner.displayName || 'this person'}? You will not meet again.`)) return;
  try {
    await call('PUT', `/api/v1/users/me/blocks/${partner.id}`);
    await endConversation();
    done();
    notice(`${partner.displayName || 'This person'} is blocked.`);
  } catch (refusal) {
    notice(refusal.message);
  }
}

// ---- wiring

line.addEventListener('frame', ({ detail: frame }) => {
  if (frame.type === 'match') meet(frame);
  else if (frame.type === 'moderation') notice(`${frame.action}: ${frame.reason ?? ''}`);
});
line.addEventListener('down', () => { if (user && conversation) notice('Connection lost. Trying again…'); });
line.addEventListener('up', () => { if ($('notice').textContent.startsWith('Connection lost')) notice(); });
line.addEventListener('out', ({ detail }) => {
  loggedOut(detail === 'suspended' ? 'Your account is suspended.' : 'Your session has ended. Please log in again.');
});
addEventListener('online', () => line.hurry());
document.addEventListener('visibilitychange', () => { line.hurry(); seen(); });

$('tab-register').onclick = () => chooseEntrance(true);
$('tab-login').onclick = () => chooseEntrance(false);
document.querySelector('.tabs').onkeydown = event => {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  chooseEntrance(!registering);
  $(registering ? 'tab-register' : 'tab-login').focus();
};
$('credentials').onsubmit = enter;
$('logout').onclick = logout;
$('search').onsubmit = search;
$('leave').onclick = leaveQueue;
$('compose').onsubmit = say;
$('text').oninput = () => conversation?.typing($('text').value !== '');
$('text').onblur = () => conversation?.typing(false);
$('text').onkeydown = event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) say(event);
};
$('end').onclick = endConversation;
$('next').onclick = next;
$('block').onclick = block;
$('again').onclick = () => { done(); search(); };

chooseEntrance(true);
start().catch(refusal => {
  user = null;
  show('enter');
  if (refusal.status !== 401) notice(refusal.message);
});
