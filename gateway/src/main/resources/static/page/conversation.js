// One conversation as this browser knows it: every message once, in its newest state, in the order everybody sees.

import { call, upload, wording } from './http.js';
import { line } from './line.js';

/** 32 hexadecimal digits that nobody else has. */
export function id() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

const PAGE = 50;

/** Events: change (something to draw), arrived (detail: a partner's new message), ended, typing and presence. The state is in the fields. */
export class Conversation extends EventTarget {
  #me;
  #rev = 0;
  #messages = new Map();
  #pending = new Map();
  #resuming = null;
  #typingEnds = 0;
  #typingSent = 0;
  #readSent = 0;
  #abort = new AbortController();

  partnerTyping = false;
  partnerRead = 0;
  presence = null;
  ended = false;

  constructor(me, conversationId, partner) {
    super();
    this.#me = me;
    this.id = conversationId;
    this.partner = partner;
    const until = { signal: this.#abort.signal };
    line.addEventListener('frame', event => this.#hear(event.detail), until);
    line.addEventListener('up', () => this.#resume(), until);
    line.addEventListener('down', () => { this.#resuming = null; }, until);
  }

  /** Reads what is there, then follows the line. */
  async begin() {
    const head = await call('GET', this.#path());
    const page = await call('GET', this.#path(`/messages?limit=${PAGE}`));
    page.items.forEach(message => this.#keep(message));
    this.#rev = Math.max(this.#rev, head.lastRev ?? 0);
    this.#readSent = Math.max(this.#readSent, head.readSeq ?? 0);
    if (head.state === 'ended') this.#end();
    this.#resume();
    this.#tell('change');
  }

  leave() {
    this.#abort.abort();
    clearTimeout(this.#typingEnds);
  }

  /** What to draw: own unsent ones last. */
  get messages() {
    return [...this.#stored().map(message => ({ ...message, state: this.#state(message) })), ...this.#pending.values()];
  }

  /** Whether there are older ones than those known. */
  get hasEarlier() {
    return (this.#stored()[0]?.seq ?? 1) > 1;
  }

  async earlier() {
    const page = await call('GET', this.#path(`/messages?before=${this.#stored()[0].seq}&limit=${PAGE}`));
    page.items.forEach(message => this.#keep(message));
    this.#tell('change');
  }

  say(body) {
    this.#post({ clientMessageId: id(), senderId: this.#me, type: 'text', body });
    this.typing(false);
  }

  /** @param audio a Blob in a container that the server takes */
  sayAloud(audio, durationMs) {
    this.#post({ clientMessageId: id(), senderId: this.#me, type: 'voice', audio, media: { durationMs } });
  }

  retry(clientMessageId) {
    const message = this.#pending.get(clientMessageId);
    if (message?.state === 'failed') this.#post(message);
  }

  /** Forgets a message that was not sent. */
  discard(clientMessageId) {
    if (this.#pending.get(clientMessageId)?.state !== 'failed') return;
    this.#pending.delete(clientMessageId);
    this.#tell('change');
  }

  async edit(messageId, body) {
    this.#keep(await call('PATCH', this.#path(`/messages/${messageId}`), { body }));
    this.#tell('change');
  }

  async delete(messageId) {
    await call('DELETE', this.#path(`/messages/${messageId}`));
  }

  async end() {
    try {
      await call('POST', this.#path('/end'));
    } catch (refusal) {
      if (refusal.code !== 'CONVERSATION_ENDED') throw refusal;
    }
    this.#end();
  }

  typing(active) {
    const now = Date.now();
    if (active ? now - this.#typingSent < 2500 : !this.#typingSent) return;
    this.#typingSent = active ? now : 0;
    line.send({ type: 'typing', conversationId: this.id, active });
  }

  /** Tells that everything so far has been seen. */
  read() {
    const seq = Math.max(0, ...this.#stored().filter(message => message.senderId !== this.#me).map(message => message.seq));
    if (seq > this.#readSent && line.send({ type: 'message.read', conversationId: this.id, seq })) this.#readSent = seq;
  }

  #path(rest = '') {
    return `/api/v1/conversations/${this.id}${rest}`;
  }

  #stored() {
    return [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
  }

  #post(message) {
    const { clientMessageId } = message;
    this.#pending.set(clientMessageId, { ...message, state: 'sending', why: undefined });
    if (message.type === 'voice') this.#upload(clientMessageId);
    else line.send({ type: 'message.send', ref: clientMessageId, conversationId: this.id, clientMessageId, body: message.body });
    this.#tell('change');
  }

  async #upload(clientMessageId) {
    const form = new FormData();
    form.append('clientMessageId', clientMessageId);
    form.append('audio', this.#pending.get(clientMessageId).audio, 'voice-note');
    try {
      this.#keep(await upload(this.#path('/voice-notes'), form));
      this.#tell('change');
    } catch (refusal) {
      this.#fail(clientMessageId, refusal.message, refusal.code);
    }
  }

  #resume() {
    if (!line.up || this.#resuming || this.ended || this.#abort.signal.aborted) return;
    this.#resuming = id();
    line.send({ type: 'resume', ref: this.#resuming, conversations: [{ id: this.id, afterRev: this.#rev }] });
    line.send({ type: 'presence.get', ref: 'presence', userIds: [this.partner.id] });
  }

  #hear(frame) {
    switch (frame.type) {
      case 'message.new':
      case 'message.updated':
        if (frame.message.conversationId !== this.id) return;
        this.#keep(frame.message);
        this.#advance(frame.message.rev);
        this.#tell('change');
        if (frame.type === 'message.new' && frame.message.senderId !== this.#me) this.#tell('arrived', frame.message);
        return;
      case 'message.ack':
        return this.#acked(frame);
      case 'conversation.ended':
        if (frame.conversationId !== this.id) return;
        this.#advance(frame.rev);
        return this.#end();
      case 'resumed':
        return this.#resumed(frame);
      case 'typing':
        if (frame.conversationId !== this.id || frame.userId === this.#me) return;
        return this.#partnerTypes(frame.active);
      case 'receipt':
        if (frame.conversationId !== this.id || frame.userId === this.#me) return;
        this.partnerRead = Math.max(this.partnerRead, frame.seq);
        return this.#tell('change');
      case 'presence': {
        const found = frame.users?.find(user => user.userId === this.partner.id);
        if (!found) return;
        this.presence = found;
        return this.#tell('presence');
      }
      case 'error':
        if (frame.ref === this.#resuming) {
          this.#resuming = null;
          setTimeout(() => this.#resume(), 2000);
        }
        return this.#fail(frame.ref, wording(frame), frame.code);
    }
  }

  #acked(frame) {
    const sent = this.#pending.get(frame.ref);
    if (!sent) return;
    const { clientMessageId, senderId, type, body } = sent;
    this.#keep({ clientMessageId, senderId, type, body, conversationId: this.id, id: frame.id, seq: frame.seq, rev: frame.rev, createdAt: frame.createdAt });
    this.#advance(frame.rev);
    this.#tell('change');
  }

  #resumed(frame) {
    if (frame.ref !== this.#resuming) return;
    this.#resuming = null;
    const mine = frame.conversations.find(conversation => conversation.id === this.id);
    if (!mine || mine.state === 'ended') return this.#end();
    this.#rev = Math.max(this.#rev, mine.lastRev);
    for (const message of [...this.#pending.values()]) {
      if (message.state === 'sending' && message.type === 'text') this.#post(message);
    }
    this.#tell('change');
  }

  #fail(clientMessageId, why, code) {
    const sent = this.#pending.get(clientMessageId);
    if (!sent) return;
    this.#pending.set(clientMessageId, { ...sent, state: 'failed', why });
    if (code === 'CONVERSATION_ENDED') this.#end();
    this.#tell('change');
  }

  /** The server's copy takes the place of the unsent one; the recording stays, so that it need not be fetched. */
  #keep(message) {
    const known = this.#messages.get(message.id);
    if (known && known.rev > message.rev) return;
    const unsent = message.senderId === this.#me ? this.#pending.get(message.clientMessageId) : undefined;
    this.#messages.set(message.id, { ...message, audio: unsent?.audio ?? known?.audio });
    if (unsent) this.#pending.delete(message.clientMessageId);
    if (message.senderId !== this.#me) this.#partnerTypes(false);
  }

  /** Every change has the next number: a larger one says that something was missed. */
  #advance(rev) {
    if (this.#resuming || rev <= this.#rev) return;
    if (rev === this.#rev + 1) this.#rev = rev;
    else this.#resume();
  }

  #state(message) {
    if (message.senderId !== this.#me) return null;
    return message.seq <= this.partnerRead ? 'read' : 'sent';
  }

  #partnerTypes(active) {
    clearTimeout(this.#typingEnds);
    if (active) this.#typingEnds = setTimeout(() => this.#partnerTypes(false), 6000);
    if (this.partnerTyping === active) return;
    this.partnerTyping = active;
    this.#tell('typing');
  }

  #end() {
    if (this.ended) return;
    this.ended = true;
    this.#partnerTypes(false);
    this.#tell('ended');
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
