// The conversation that is going on: its messages, who is there, and how it ends.

import { edit, writeTo } from './compose.js';
import { Conversation } from './conversation.js';
import { $, attempt, confirmed, notice } from './dom.js';
import { call } from './http.js';
import { line } from './line.js';
import { fill, item } from './message.js';
import { rest, search, whenMatched, whereAmI } from './queue.js';
import { report } from './report.js';
import { session } from './session.js';
import { goTalk, isTalking, talkIs } from './views.js';

const drawn = new Map();
let conversation = null;
let unread = 0;
let atEnd = true;

/** Events: change, when another conversation, or none, is the present one. */
export const talk = new class extends EventTarget {
  get conversation() {
    return conversation;
  }
}();

function partnerName() {
  return conversation?.partner.displayName || 'Stranger';
}

/** Opens the conversation of a match; one that is open already stays as it is. */
export async function meet({ conversationId, partner, commonInterests }) {
  if (conversation?.id === conversationId && !conversation.ended) return talkIs('chat');
  rest();
  change(new Conversation(session.user.id, conversationId, partner));
  const now = conversation;
  $('partner').textContent = partnerName();
  $('lines').replaceChildren();
  drawn.clear();
  atEnd = true;
  for (const what of ['change', 'ended']) now.addEventListener(what, draw);
  now.addEventListener('arrived', arrived);
  now.addEventListener('typing', drawTyping);
  now.addEventListener('presence', drawPresence);
  notice(commonInterests?.length ? `You both like ${commonInterests.join(', ')}.` : '');
  talkIs('chat');
  drawTyping();
  drawPresence();
  draw();
  await begin(now);
}

async function begin(now) {
  for (let attempts = 0; conversation === now; attempts++) {
    try {
      return await now.begin();
    } catch (refusal) {
      if (!session.user || refusal.status === 404 && attempts > 3) return;
      await new Promise(done => setTimeout(done, 1000 * Math.min(8, attempts + 1)));
    }
  }
}

function change(to) {
  conversation?.leave();
  conversation = to;
  unread = 0;
  drawUnread();
  writeTo(to);
  talk.dispatchEvent(new Event('change'));
}

const doings = {
  edit,
  delete: async message => {
    if (await confirmed('Delete this message for both of you?', 'Delete')) await attempt(null, null, () => conversation.delete(message.id));
  },
  report: message => report(conversation, message),
  retry: message => conversation.retry(message.clientMessageId),
  discard: message => conversation.discard(message.clientMessageId),
};

function draw() {
  if (!conversation) return;
  const lines = $('lines');
  const messages = conversation.messages;
  const keys = new Set();
  messages.forEach((message, index) => {
    const mine = message.senderId === session.user?.id;
    const key = mine ? message.clientMessageId : message.id;
    keys.add(key);
    let element = drawn.get(key);
    if (element) fill(element, message, mine, doings);
    else drawn.set(key, element = item(message, mine, doings));
    if (lines.children[index] !== element) lines.insertBefore(element, lines.children[index] ?? null);
  });
  for (const [key, element] of drawn) if (!keys.has(key)) { element.remove(); drawn.delete(key); }
  $('silence').hidden = messages.length > 0;
  if (messages.at(-1)?.state === 'sending') atEnd = true;
  toEnd();
  $('earlier').hidden = !conversation.hasEarlier;
  $('ended').hidden = !conversation.ended;
  for (const name of ['end', 'next', 'call']) $(name).hidden = conversation.ended;
  $('ended-text').textContent = conversation.ended ? `This conversation with ${partnerName()} has ended.` : '';
  writeTo(conversation);
  seen();
}

/** Keeps the newest message in view while whoever reads has not scrolled up. */
function toEnd() {
  const log = $('log');
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function scrolled() {
  const log = $('log');
  atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function drawTyping() {
  $('typing').textContent = conversation?.partnerTyping ? `${partnerName()} is typing…` : '';
}

function drawPresence() {
  const presence = conversation?.presence;
  $('presence').textContent = { online: 'Online', away: 'Away', offline: 'Offline' }[presence?.state] ?? '';
  $('presence').className = presence?.state ?? '';
}

function isSeen() {
  return isTalking() && document.visibilityState === 'visible';
}

function seen() {
  if (!conversation || !isSeen()) return;
  conversation.read();
  unread = 0;
  drawUnread();
}

function arrived() {
  if (isSeen()) return;
  unread++;
  drawUnread();
}

function drawUnread() {
  $('unread').hidden = unread === 0;
  $('unread').textContent = unread ? ` ${unread} new` : '';
  document.title = unread ? `(${unread}) Real-time Connect` : 'Real-time Connect';
}

async function showEarlier() {
  const log = $('log');
  const below = log.scrollHeight - log.scrollTop;
  atEnd = false;
  await attempt($('earlier'), null, () => conversation.earlier());
  log.scrollTop = log.scrollHeight - below;
}

function done() {
  change(null);
  notice();
  talkIs('find');
}

async function next() {
  await attempt($('next'), null, async () => {
    await conversation.end();
    done();
    await search();
  });
}

/** Blocks whoever one talks to, which ends the conversation. */
export async function block(partner) {
  await call('PUT', `/api/v1/users/me/blocks/${partner.id}`);
  if (conversation?.partner.id === partner.id) done();
  notice(`${partner.displayName || 'This person'} is blocked. You will not meet again.`);
}

session.addEventListener('out', () => change(null));
whenMatched(meet);
line.addEventListener('frame', ({ detail: frame }) => { if (frame.type === 'match') meet(frame); });
line.addEventListener('up', () => {
  if ($('notice-text').textContent.startsWith('Connection lost')) notice();
  if (!conversation) whereAmI().catch(() => {});
});
line.addEventListener('down', () => { if (session.user && conversation) notice('Connection lost. Trying again…'); });
document.addEventListener('visibilitychange', seen);
addEventListener('hashchange', seen);

$('log').onscroll = scrolled;
new ResizeObserver(toEnd).observe($('log'));
$('earlier').onclick = showEarlier;
$('end').onclick = () => attempt($('end'), null, () => conversation.end());
$('next').onclick = next;
$('report').onclick = () => report(conversation);
$('block').onclick = async () => {
  const { partner } = conversation;
  if (await confirmed(`Block ${partner.displayName || 'this person'}? You will not meet again.`, 'Block')) await attempt($('block'), null, () => block(partner));
};
$('again').onclick = () => { done(); goTalk(); search(); };
