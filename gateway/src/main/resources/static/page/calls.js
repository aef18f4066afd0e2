// Calling and being called, as people see it.

import { Call } from './call.js';
import { $, clock, notice } from './dom.js';
import { wording } from './http.js';
import { line } from './line.js';
import { session } from './session.js';
import { talk } from './talk.js';
import { goTalk } from './views.js';

const RING_MS = 45_000;
const UNTOLD = ['elsewhere', 'refused', 'declined here', 'cancelled here'];
const WHY = {
  declined: 'They did not take the call.',
  busy: 'They are in another call.',
  cancelled: 'You have missed a call.',
  timeout: 'Nobody answered the call.',
  failed: 'The call could not be connected.',
  disconnected: 'The call was lost.',
  offline: 'There is no connection to the server.',
};
let current = null;
let ticking = 0;
let patience = 0;

function begin(call) {
  current = call;
  call.addEventListener('change', draw);
  clearInterval(ticking);
  ticking = setInterval(draw, 1000);
  clearTimeout(patience);
  patience = setTimeout(() => { if (['dialing', 'ringing'].includes(call.state)) call.hangUp('timeout'); }, RING_MS);
  draw();
}

function dial() {
  const { conversation } = talk;
  if (current || !conversation || conversation.ended) return;
  const call = new Call(conversation.id, crypto.randomUUID?.() ?? uuid());
  begin(call);
  call.dial();
  $('call-hangup').focus();
}

/** Where randomUUID is not to be had: a page that is not secure. */
function uuid() {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function rung(frame) {
  if (current) {
    if (frame.callId !== current.callId) {
      line.send({ type: 'call.hangup', conversationId: frame.conversationId, callId: frame.callId, reason: 'busy' });
    }
    return;
  }
  begin(new Call(frame.conversationId, frame.callId, frame));
}

function hear({ detail: frame }) {
  if (frame.type === 'call.offer' && frame.from !== session.user?.id) return rung(frame);
  if (!current) return;
  if (frame.type === 'error' && frame.ref === current.callId) {
    current.end('refused');
    notice(wording(frame));
  } else if (frame.type === 'conversation.ended' && frame.conversationId === current.conversationId) current.end('conversation_ended');
  else if (frame.callId === current.callId) {
    if (frame.type === 'call.answered') current.end('elsewhere');
    else current.hear(frame);
  }
}

function draw() {
  const state = current?.state;
  const ringing = state === 'ringing';
  if (ringing && !$('ringing').open) {
    $('ringing-text').textContent = `${talk.conversation?.partner.displayName || 'Somebody'} is calling you.`;
    $('ringing').showModal();
  } else if (!ringing && $('ringing').open) $('ringing').close();
  const running = ['dialing', 'connecting', 'connected'].includes(state);
  $('call-bar').hidden = !running;
  $('call-bar').dataset.state = state ?? '';
  $('call').disabled = Boolean(current) && state !== 'ended';
  if (running) drawRunning();
  if (state === 'ended') ended();
}

function drawRunning() {
  const { state, connectedAt, deaf, muted, partnerMuted, roundTripMs, sound } = current;
  const words = { dialing: 'Calling…', connecting: 'Connecting…', connected: 'In a call' }[state];
  if ($('call-state').textContent !== words) $('call-state').textContent = words;
  $('call-quality').textContent = [
    connectedAt && clock(Date.now() - connectedAt),
    partnerMuted && 'they are muted',
    deaf && 'you can only listen: no microphone',
    roundTripMs && `${roundTripMs} ms`,
  ].filter(Boolean).join(' · ');
  $('call-mute').hidden = deaf;
  $('call-mute').setAttribute('aria-pressed', String(muted));
  $('call-mute').textContent = muted ? 'Unmute' : 'Mute';
  if ($('call-audio').srcObject !== sound) {
    $('call-audio').srcObject = sound;
    if (sound) $('call-audio').play().catch(() => notice('Your browser holds the sound back: press a key or click anywhere.'));
  }
}

function ended() {
  const { why, mine, connectedAt } = current;
  clearInterval(ticking);
  clearTimeout(patience);
  $('call-audio').srcObject = null;
  $('call').disabled = false;
  current = null;
  if (!UNTOLD.includes(mine ? `${why} here` : why)) {
    notice(WHY[why] ?? (connectedAt ? `The call has ended after ${clock(Date.now() - connectedAt)}.` : 'The call has ended.'));
  }
}

function answer() {
  goTalk();
  current?.accept();
  $('call-hangup').focus();
}

$('call').onclick = dial;
$('call-hangup').onclick = () => current?.hangUp(current.state === 'dialing' ? 'cancelled' : 'hangup');
$('call-mute').onclick = () => current?.mute(!current.muted);
$('ringing-accept').onclick = answer;
$('ringing-decline').onclick = () => current?.hangUp('declined');
$('ringing').oncancel = event => {
  event.preventDefault();
  current?.hangUp('declined');
};
line.addEventListener('frame', hear);
// the server ends the calls of a line that is gone
line.addEventListener('down', () => current?.end('disconnected'));
session.addEventListener('out', () => current?.end('out'));
addEventListener('pagehide', () => current?.hangUp('hangup'));
