// The line to the server: one socket speaking rtc.v1 that comes back by itself.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const STEADY_MS = 5_000;

/** Events: up, down, frame (detail: the frame), out (detail: why the server wants no more of us). */
class Line extends EventTarget {
  #socket = null;
  #wanted = false;
  #failures = 0;
  #beat = 0;
  #retry = 0;
  #heard = 0;
  #since = 0;
  up = false;

  open() {
    this.#wanted = true;
    if (!this.#socket) this.#connect();
  }

  close() {
    this.#wanted = false;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#down();
    socket?.close(1000);
  }

  /** False when there is no connection to send it on. */
  send(frame) {
    if (!this.up || this.#socket.readyState !== WebSocket.OPEN) return false;
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
      if (socket !== this.#socket) return;
      this.#heard = Date.now();
      let frame;
      try { frame = JSON.parse(event.data); } catch { return; }
      if (frame.type === 'ready') this.#ready(frame);
      this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
    };
    socket.onclose = event => { if (socket === this.#socket) this.#closed(event); };
  }

  #ready(frame) {
    this.up = true;
    this.#since = Date.now();
    const pause = Math.max(5, frame.heartbeatSeconds ?? 20) * 1000;
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      if (Date.now() - this.#heard > 2.5 * pause) this.#closed({ code: 1006 });
      else this.send({ type: 'ping' });
    }, pause);
    this.dispatchEvent(new Event('up'));
  }

  #down() {
    clearInterval(this.#beat);
    this.#socket = null;
    if (!this.up) return;
    if (Date.now() - this.#since > STEADY_MS) this.#failures = 0;
    this.up = false;
    this.dispatchEvent(new Event('down'));
  }

  #closed(event) {
    this.#socket.close();
    this.#down();
    if (event.code === 4401 || event.code === 4403) {
      this.#wanted = false;
      this.dispatchEvent(new CustomEvent('out', { detail: event.code === 4403 ? 'suspended' : 'session' }));
    }
    if (!this.#wanted) return;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    this.#retry = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }
}

export const line = new Line();
addEventListener('online', () => line.hurry());
document.addEventListener('visibilitychange', () => line.hurry());
