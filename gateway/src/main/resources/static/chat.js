// The line to the server: one socket speaking rtc.v1 that comes back by itself, and one conversation that is never told twice.

export function id() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Events: up, down, frame (detail: the frame), out (detail: why the server wants no more of us). */
export class Line extends EventTarget {
  #socket = null;
  #wanted = false;
  #failures = 0;
  #beat = 0;
  #retry = 0;
  #heard = 0;
  up = false;

  open() {
    this.#wanted = true;
    if (!this.#socket) this.#connect();
  }

  close() {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#socket?.close(1000);
  }

  /** False when there is no connection to send it on. */
  send(frame) {
    if (!this.up) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Try at once, rather than when the pause is over. */
  hurry() {
    if (this.#wanted && !this.#socket) {
      clearTimeout(this.#retry);
      this.#connect();
    }
  }

  #connect() {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, 'rtc.v1');
    this.#socket = socket;
    socket.onmessage = event => {
      this.#heard = Date.now();
      let frame;
      try { frame = JSON.parse(event.data); } catch { return; }
      if (frame.type === 'ready') this.#ready(frame);
      this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
    };
    socket.onclose = event => this.#closed(event);
  }

  #ready(frame) {
    this.up = true;
    this.#failures = 0;
    const pause = Math.max(5, frame.heartbeatSeconds ?? 20) * 1000;
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      if (Date.now() - this.#heard > 2.5 * pause) this.#socket?.close(4000);
      else this.send({ type: 'ping' });
    }, pause);
    this.dispatchEvent(new Event('up'));
  }

  #closed(event) {
    clearInterval(this.#beat);
    this.#socket = null;
    this.up = false;
    this.dispatchEvent(new Event('down'));
    if (event.code === 4401 || event.code === 4403) {
      this.#wanted = false;
      this.dispatchEvent(new CustomEvent('out', { detail: event.code === 4403 ? 'suspended' : 'session' }));
    }
    if (!this.#wanted) return;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    this.#retry = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }
}

/** Events: change (something to draw), ended, typing, receipt and presence, all without detail: the state is in the fields. */
export class Conversation extends EventTarget {
  #line;
  #me;
  #rev = 0;
  #messages = new Map();
  #pending = new Map();
  #resuming = null;
  #typingEnds = 0;
  #typingSent = 0;
  #readSent = 0;

  partnerTyping = false;
  partnerRead = 0;
  presence = null;
  ended = false;

  constructor(line, me, conversationId, partner) {
    super();
    this.#line = line;
    this.#me = me;
    this.id = conversationId;
    this.partner = partner;
    this.abort = new AbortController();
    const once = { signal: this.abort.signal };
    line.addEventListener('frame', event => this.#hear(event.detail), once);
    line.addEventListener('up', () => this.#resume(), once);
    line.addEventListener('down', () => { this.#resuming = null; }, once);
  }

  /** @param head the conversation as the server lists it; messages the newest of it */
  begin(head, messages) {
    messages.forEach(message => this.#keep(message));
    this.#rev = Math.max(this.#rev, head.lastRev ?? 0);
    this.ended ||= head.state === 'ended';
    this.#readSent = head.readSeq ?? 0;
    this.#resume();
    this.#tell('change');
  }

  leave() {
    this.abort.abort();
    clearTimeout(this.#typingEnds);
  }

  /** What to draw: in the order everybody sees, own unsent ones last. */
  get messages() {
    const stored = [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
    return [...stored.map(message => ({ ...message, state: this.#state(message) })), ...this.#pending.values()];
  }

  say(body) {
    const clientMessageId = id();
    this.#pending.set(clientMessageId, { clientMessageId, senderId: this.#me, body, state: 'sending' });
    this.#post(clientMessageId);
    this.typing(false);
    this.#tell('change');
  }

  retry(clientMessageId) {
    const message = this.#pending.get(clientMessageId);
    if (!message) return;
    message.state = 'sending';
    delete message.why;
    this.#post(clientMessageId);
    this.#tell('change');
  }

  typing(active) {
    const now = Date.now();
    if (active ? now - this.#typingSent < 2500 : !this.#typingSent) return;
    this.#typingSent = active ? now : 0;
    this.#line.send({ type: 'typing', conversationId: this.id, active });
  }

  /** Tells that everything so far has been seen. */
  read() {
    const seq = Math.max(0, ...[...this.#messages.values()].filter(m => m.senderId !== this.#me).map(m => m.seq));
    if (seq > this.#readSent && this.#line.send({ type: 'message.read', conversationId: this.id, seq })) this.#readSent = seq;
  }

  #post(clientMessageId) {
    const { body } = this.#pending.get(clientMessageId);
    this.#line.send({ type: 'message.send', ref: clientMessageId, conversationId: this.id, clientMessageId, body });
  }

  #resume() {
    if (!this.#line.up || this.#resuming) return;
    this.#resuming = id();
    this.#line.send({ type: 'resume', ref: this.#resuming, conversations: [{ id: this.id, afterRev: this.#rev }] });
    this.#line.send({ type: 'presence.get', ref: 'presence', userIds: [this.partner.id] });
  }

  #hear(frame) {
    switch (frame.type) {
      case 'message.new':
      case 'message.updated':
        if (frame.message.conversationId !== this.id) return;
        this.#keep(frame.message);
        this.#advance(frame.message.rev);
        this.#tell('change');
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
        return this.#refused(frame);
    }
  }

  #acked(frame) {
    const sent = this.#pending.get(frame.ref);
    if (!sent) return;
    this.#pending.delete(frame.ref);
    this.#keep({ ...sent, id: frame.id, conversationId: this.id, seq: frame.seq, rev: frame.rev, createdAt: frame.createdAt, type: 'text' });
    this.#advance(frame.rev);
    this.#tell('change');
  }

  #resumed(frame) {
    if (frame.ref !== this.#resuming) return;
    this.#resuming = null;
    const mine = frame.conversations.find(conversation => conversation.id === this.id);
    if (mine) this.#rev = Math.max(this.#rev, mine.lastRev);
    if (mine?.state === 'ended' || !mine) return this.#end();
    for (const message of this.#pending.values()) if (message.state === 'sending') this.#post(message.clientMessageId);
    this.#tell('change');
  }

  #refused(frame) {
    if (frame.ref === this.#resuming) this.#resuming = null;
    const sent = this.#pending.get(frame.ref);
    if (!sent) return;
    sent.state = 'failed';
    sent.why = frame.detail;
    if (frame.code === 'CONVERSATION_ENDED') this.#end();
    this.#tell('change');
  }

  /** A message is kept once, in its newest state; the server's copy takes the place of the unsent one. */
  #keep(message) {
    const known = this.#messages.get(message.id);
    if (known && known.rev > message.rev) return;
    this.#messages.set(message.id, message);
    if (message.senderId === this.#me) this.#pending.delete(message.clientMessageId);
    else this.#partnerTypes(false);
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

  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
