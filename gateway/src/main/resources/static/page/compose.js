// Writing: new messages, changed ones, typing told to the partner, and a voice note instead.

import { $, clock, complain } from './dom.js';
import { Recorder, whyNot } from './recorder.js';

let conversation = null;
let editing = null;
let recorder = null;
let mutedUntil = 0;

/** @param talk the conversation that is written to; null for none */
export function writeTo(talk) {
  if (conversation !== talk) {
    stopRecording();
    stopEditing();
    $('text').value = '';
    complain('compose-error');
  }
  conversation = talk;
  draw();
}

/** A moderator's word, for the eye: it is the server that lets nothing through. @param until milliseconds since 1970, Infinity for no end, 0 for not (any more) */
export function muted(until) {
  mutedUntil = until;
  draw();
  if (until > Date.now() && until < Infinity) setTimeout(draw, Math.min(until - Date.now() + 100, 2 ** 31 - 1));
}

/** Puts a message of one's own before the pen. */
export function edit(message) {
  editing = message;
  $('text').value = message.body;
  draw();
  $('text').focus();
}

function draw() {
  const silent = mutedUntil > Date.now();
  const gone = !conversation || conversation.ended;
  if (gone) stopRecording();
  $('compose').hidden = gone || Boolean(recorder);
  $('recording').hidden = gone || !recorder;
  $('editing').hidden = gone || !editing;
  $('record').hidden = !Recorder.possible || Boolean(editing);
  $('send').textContent = editing ? 'Save' : 'Send';
  $('text').placeholder = silent
    ? `Muted by a moderator${mutedUntil < Infinity ? ` until ${new Date(mutedUntil).toLocaleTimeString()}` : ''}`
    : 'Write a message';
}

function stopEditing() {
  if (!editing) return;
  editing = null;
  $('text').value = '';
}

async function say(event) {
  event?.preventDefault();
  const body = $('text').value.trim();
  if (!body || !conversation || conversation.ended) return;
  complain('compose-error');
  const changed = editing;
  stopEditing();
  $('text').value = '';
  draw();
  $('text').focus();
  if (!changed) return conversation.say(body);
  try {
    if (body !== changed.body) await conversation.edit(changed.id, body);
  } catch (refusal) {
    complain('compose-error', `Not changed: ${refusal.message}`);
  }
}

async function startRecording() {
  complain('compose-error');
  const started = new Recorder();
  recorder = started;
  started.ontime = millis => { $('recording-time').textContent = clock(millis); };
  started.onfull = sendRecording;
  $('recording-time').textContent = '0:00';
  try {
    await started.start();
  } catch (error) {
    if (recorder === started) recorder = null;
    complain('compose-error', whyNot(error));
  }
  draw();
  if (recorder) $('recording-send').focus();
}

function stopRecording() {
  recorder?.discard();
  recorder = null;
}

async function sendRecording() {
  const { recorder: done, conversation: to } = { recorder, conversation };
  recorder = null;
  const { audio, durationMs } = await done.finish();
  draw();
  $('text').focus();
  if (durationMs < 300) complain('compose-error', 'That was too short. Record for a little longer.');
  else if (to && !to.ended) to.sayAloud(audio, durationMs);
}

$('compose').onsubmit = say;
$('text').oninput = () => { if (!editing) conversation?.typing($('text').value !== ''); };
$('text').onblur = () => conversation?.typing(false);
$('text').onkeydown = event => {
  if (event.isComposing) return;
  if (event.key === 'Enter' && !event.shiftKey) say(event);
  else if (event.key === 'Escape' && editing) { stopEditing(); draw(); }
  else if (event.key === 'ArrowUp' && !editing && $('text').value === '') {
    const last = conversation?.messages.findLast(message => ['sent', 'read'].includes(message.state) && message.type === 'text' && !message.deletedAt);
    if (last) { event.preventDefault(); edit(last); }
  }
};
$('edit-cancel').onclick = () => { stopEditing(); draw(); $('text').focus(); };
$('record').onclick = startRecording;
$('recording-cancel').onclick = () => { stopRecording(); draw(); $('text').focus(); };
$('recording-send').onclick = sendRecording;
