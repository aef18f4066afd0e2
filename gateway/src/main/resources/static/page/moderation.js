// What moderators decided, told at once.

import { muted } from './compose.js';
import { notice } from './dom.js';
import { line } from './line.js';
import { session } from './session.js';

const DONE = { warn: 'A moderator warns you', mute: 'A moderator has muted you', suspend: 'Your account is suspended', ban: 'Your account is banned' };

line.addEventListener('frame', ({ detail: { type, action, reason, expiresAt } }) => {
  if (type !== 'moderation') return;
  if (!DONE[action]) {
    muted(0);
    return notice('A moderator has taken a measure back.');
  }
  if (action === 'mute') muted(expiresAt ? Date.parse(expiresAt) : Infinity);
  const until = expiresAt ? ` Until ${new Date(expiresAt).toLocaleString()}.` : '';
  notice(`${DONE[action]}${reason ? `: ${reason}.` : '.'}${until}`);
});
session.addEventListener('out', () => muted(0));
