// Telling moderators about somebody.

import { $, attempt, complain, notice } from './dom.js';
import { call } from './http.js';

let about = null;
let alsoBlock = async () => {};

/** @param block is called with the partner where people wish for that, too */
export function whenBlocked(block) {
  alsoBlock = block;
}

/** @param conversation with whom; message the one that it is about, if one */
export function report(conversation, message) {
  about = { conversation, message };
  const name = conversation.partner.displayName || 'this person';
  $('report-title').textContent = message ? `Report a message of ${name}` : `Report ${name}`;
  $('report-details').value = '';
  complain('report-error');
  $('report-dialog').showModal();
}

async function send(event) {
  event.preventDefault();
  await attempt($('report-send'), 'report-error', async () => {
    const { conversation, message } = about;
    await call('POST', '/api/v1/reports', {
      targetUserId: conversation.partner.id,
      conversationId: conversation.id,
      messageId: message?.id,
      reason: $('report-reason').value,
      details: $('report-details').value.trim() || undefined,
    });
    if ($('report-block').checked) await alsoBlock(conversation.partner);
    $('report-dialog').close();
    notice(`Thank you: a moderator will look at it.${$('report-block').checked ? ' You will not meet again.' : ''}`);
  });
}

$('report-form').onsubmit = send;
$('report-cancel').onclick = () => $('report-dialog').close();
